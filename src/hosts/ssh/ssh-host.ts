import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { held } from '../held-command.js';
import type { CommandStream, ExecOptions, Host, HostDescription } from '../types.js';
import { commandLine } from './command-line.js';
import { type Environment, resolveDestination, type SshReach } from './destination.js';
import { openLink, type SshLink } from './link.js';
import { holdRemote, type RemoteCommand, runRemote, startRemote, stopRemote } from './remote-command.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const STREAM_START_MS = 30_000;
const SUDO = ['sudo', '-n', '--'];
/** What any login shell must hand over unharmed; the first command on a host proves that its own does. */
const TRICKY = `it's a "$(test)" \\ !! ~ * \n end`;

/**
 * Connects, logs in, and sees that commands arrive unharmed.
 * @throws ChaosError what resolveDestination and dial throw, SHELL_UNSUPPORTED; all refuse the run
 */
export async function openSshHost(description: HostDescription, env: Environment): Promise<Host> {
  try {
    const link = await openLink(resolveDestination(description, env));
    const login = hostOver(link, description, []);
    try {
      const isRoot = await greet(login);
      const become = (description as unknown as SshReach).become;
      return become === undefined || isRoot
        ? login
        : { ...hostOver(link, description, SUDO), asLoginUser: login };
    } catch (error) {
      link.close();
      throw error;
    }
  } catch (error) {
    // Nothing was touched yet.
    throw error instanceof ChaosError ? refusing(error) : error;
  }
}

function refusing({ code, message, hint, where, cause }: ChaosError): ChaosError {
  return new ChaosError(code, message, {
    exitCode: ExitCode.refused,
    cause,
    ...(hint === undefined ? {} : { hint }),
    ...(where === undefined ? {} : { where }),
  });
}

/** @returns whether the user who logs in is root. @throws ChaosError SHELL_UNSUPPORTED */
async function greet(host: Host): Promise<boolean> {
  const { stdout } = await host.exec(['sh', '-c', 'printf "%s\\n" "$1"; id -u', 'greet', TRICKY]);
  const [answer, uid] = [stdout.slice(0, TRICKY.length), stdout.slice(TRICKY.length).trim()];
  if (answer !== TRICKY || !/^\d+$/.test(uid)) {
    throw new ChaosError('SHELL_UNSUPPORTED', 'its login shell changes the commands that it is given', {
      where: host.name,
      hint: 'the login user needs a POSIX shell (sh, dash, bash) whose start-up files print nothing',
      exitCode: ExitCode.refused,
    });
  }
  return uid === '0';
}

function hostOver(link: SshLink, description: HostDescription, prefix: readonly string[]): Host {
  const { name } = description;
  const exec: Host['exec'] = (argv, options = {}) => execOver(link, { name, prefix, argv }, options);
  return {
    name,
    description,
    exec,
    hold: async (argv, { timeoutMs = DEFAULT_TIMEOUT_MS, input } = {}, enter = []) => {
      const command = { name, prefix, argv: [...enter, ...argv] };
      return holdRemote(link, command, heldLine(command, enter, argv), {
        timeoutMs,
        ...(input === undefined ? {} : { input }),
      });
    },
    stream: (argv, options = {}) => {
      const { env, signal } = options;
      return streamOver(link, { name, prefix, argv: withEnv(argv, env) }, signal);
    },
    upload: async (content, path, mode = 0o644) => {
      const partial = `${path}.${randomUUID().slice(0, 8)}`;
      const argv = ['sh', '-c', RECEIVE, 'receive', partial, mode.toString(8), path];
      const result = await execOver(link, { name, prefix, argv }, {}, content);
      if (result.exitCode !== 0) {
        throw new ChaosError('UPLOAD_FAILED', `could not write ${path}: ${result.stderr.trim()}`, {
          where: name,
          exitCode: ExitCode.brokeOff,
        });
      }
    },
    close: async () => link.close(),
  };
}

/** Written beside the target and moved into place, so that no reader sees half a file. */
const RECEIVE =
  '{ cat > "$1" && chmod "$2" "$1" && mv -f -- "$1" "$3"; } || { status=$?; rm -f -- "$1"; exit $status; }';

/** Under `sudo` it waits outside: sudo may be allowed to run the very command, and no shell that waits. */
function heldLine(
  { prefix, argv: whole }: Command,
  enter: readonly string[],
  argv: readonly string[],
): string {
  return commandLine([], prefix.length > 0 ? held([...prefix, ...whole]) : [...enter, ...held(argv)]);
}

interface Command {
  readonly name: string;
  readonly prefix: readonly string[];
  readonly argv: readonly string[];
}

async function execOver(
  link: SshLink,
  command: Command,
  options: ExecOptions,
  input: string | Uint8Array | undefined = options.input,
) {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const ended = await runRemote(
    link,
    { ...command, argv: withEnv(command.argv, options.env) },
    { timeoutMs, ...(input === undefined ? {} : { input }), ...signalOf(options) },
  );
  return ended;
}

function withEnv(argv: readonly string[], env: ExecOptions['env']): readonly string[] {
  const settings = Object.entries(env ?? {}).map(([key, value]) => `${key}=${value}`);
  return settings.length === 0 || argv.length === 0 ? argv : ['env', ...settings, ...argv];
}

function signalOf({ signal }: ExecOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function streamOver(link: SshLink, command: Command, signal: AbortSignal | undefined): CommandStream {
  const starting = startRemote(link, command, AbortSignal.timeout(STREAM_START_MS));
  const ended = starting.then(({ ended }) => ended);
  const stop = async () => {
    const running = await starting;
    await stopRemote(link, running, 'TERM');
  };
  signal?.addEventListener('abort', () => void stop().catch(() => {}), { once: true });
  // The reader of `lines` sees the same failure; a stream that nobody awaits must not end the process.
  ended.catch(() => {});
  return { lines: linesOf(starting), ended, stop };
}

async function* linesOf(starting: Promise<RemoteCommand>): AsyncGenerator<string> {
  const { channel, ended } = await starting;
  yield* createInterface({ input: channel });
  await ended;
}
