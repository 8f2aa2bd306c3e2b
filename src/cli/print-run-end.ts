import type { ExecutionOutcome } from '../run/types.js';
import type { Unhealed } from '../run/undo.js';
import type { CliEnvironment } from './environment.js';
import { printError } from './print-error.js';

/** Says what broke the run off, and as loudly as a terminal can what could not be healed. */
export function printRunEnd(
  { outcome, reason, unhealed }: ExecutionOutcome,
  environment: CliEnvironment,
): void {
  if (outcome === 'broke-off') {
    printError(reason, environment);
  }
  if (unhealed.length > 0) {
    printUnhealed(unhealed, environment);
  }
}

export function printUnhealed(unhealed: readonly Unhealed[], { stderr }: CliEnvironment): void {
  stderr.write('\nerror[NOT_HEALED]: SOMETHING COULD NOT BE HEALED\n');
  for (const { fault, host, argv, reason } of unhealed) {
    stderr.write(`  ${fault} on ${host}: ${reason}\n    run there: ${commandLine(argv)}\n`);
  }
  stderr.write('  hint: when the cause is gone, `chaos heal` tries it all again\n');
}

/** Of a script only its length: the journal has it all. */
function commandLine(argv: readonly string[]): string {
  const words = argv.map((word) => {
    const lines = word.trim().split('\n').length;
    return lines === 1 ? word : `(a script of ${lines} lines, in the journal)`;
  });
  return words.join(' ');
}
