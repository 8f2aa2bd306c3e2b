/** `$@` is the command. Without a word, only the end of its input, it never begins. */
const WAIT_AND_RUN = 'read -r _ || exit; exec "$@"';
/** `$1` is the text of a script, what follows are its words: the shell that waits is the one that it runs in. */
const WAIT_AND_EVALUATE = 'text=$1; shift; read -r _ || exit; eval "$text"';

/**
 * The same command, which waits for a line of input before it begins; the rest of the input is the command's. A script
 * (`sh -c TEXT NAME WORD…`) waits in its own shell, so that no other has to start.
 */
export function held(argv: readonly string[]): string[] {
  const [program, option, text, , ...words] = argv;
  return program === 'sh' && option === '-c' && text !== undefined
    ? ['sh', '-c', WAIT_AND_EVALUATE, 'held', text, ...words]
    : ['sh', '-c', WAIT_AND_RUN, 'held', ...argv];
}
