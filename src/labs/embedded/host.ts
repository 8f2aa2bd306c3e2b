import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { ExecOptions, ExecResult, Host, HostDescription, HostKind } from '../../hosts/types.js';
import { COMMAND_NOT_FOUND } from './commands.js';
import { RunningCommand } from './running-command.js';

const DEFAULT_TIMEOUT_MS = 30_000;

/** A node of the embedded lab, reached over the lab's control socket. */
export const embeddedHostKind: HostKind = {
  kind: 'embedded',
  summary: 'a node of the embedded lab',
  open: async (description) => {
    const host = embeddedHost(description, socketOf(description));
    await host.exec(['true']);
    return host;
  },
};

function socketOf({ name, socket }: HostDescription): string {
  if (typeof socket !== 'string') {
    throw new ChaosError('LAB_NOT_UP', `${name} is a node of the embedded lab, which is not up`, {
      hint: '`chaos run` brings it up, as does `chaos lab up embedded`',
      exitCode: ExitCode.refused,
    });
  }
  return socket;
}

function embeddedHost(description: HostDescription, socket: string): Host {
  const { name } = description;
  return {
    name,
    description,
    exec: (argv, options = {}) => exec(socket, name, argv, options),
    stream: (argv, options = {}) => {
      const command = new RunningCommand(socket, { host: name, argv });
      options.signal?.addEventListener('abort', () => command.stop(), { once: true });
      return {
        lines: command.lines(),
        ended: command.ended,
        stop: async () => command.stop(),
      };
    },
    upload: async () => {
      throw new ChaosError('NOT_SUPPORTED', 'nodes of the embedded lab have no file system of their own', {
        where: name,
        exitCode: ExitCode.refused,
      });
    },
    close: async () => {},
  };
}

async function exec(
  socket: string,
  host: string,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const startedMs = performance.now();
  const command = new RunningCommand(socket, { host, argv });
  const timedOut = new ChaosError('COMMAND_TIMED_OUT', `\`${argv.join(' ')}\` did not end in time`, {
    where: host,
    exitCode: ExitCode.brokeOff,
  });
  const timer = setTimeout(() => command.stop(timedOut), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const abort = () => command.stop();
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    const { exitCode, stdout, stderr } = await command.ended;
    if (exitCode === COMMAND_NOT_FOUND) {
      throw new ChaosError('COMMAND_NOT_FOUND', stderr.trim(), { where: host, exitCode: ExitCode.refused });
    }
    return { exitCode, stdout, stderr, durationMs: performance.now() - startedMs };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
  }
}
