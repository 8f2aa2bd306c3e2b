import { chmod, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ExecaError, Options, Result } from 'execa';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { CommandStream, ExecOptions, ExecResult, Host, HostKind, StreamOptions } from './types.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const KEPT_STDERR_CHARACTERS = 64 * 1024;

/** The machine that the harness itself runs on. */
export const localHostKind: HostKind = {
  kind: 'local',
  summary: 'this machine',
  open: async (description) => localHost(description.name),
};

/** Commands as child processes of the harness, with no shell between. */
export function localHost(name: string): Host {
  return {
    name,
    description: { kind: 'local', name },
    exec: (argv, options = {}) => execLocally(name, argv, options),
    stream: (argv, options = {}) => streamLocally(name, argv, options),
    upload: async (content, path, mode = 0o644) => {
      await writeFile(path, content);
      await chmod(path, mode);
    },
    close: async () => {},
  };
}

async function execLocally(host: string, argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
  const { execa } = await import('execa');
  const startedNs = process.hrtime.bigint();
  const result = await execa(programOf(argv), argv.slice(1), {
    reject: false,
    stripFinalNewline: false,
    timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    ...commonOptions(options),
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
  } satisfies Options);
  refuseIfNotRun(host, argv, result);
  return {
    exitCode: exitCodeOf(result),
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    durationMs: Number(process.hrtime.bigint() - startedNs) / 1e6,
  };
}

function streamLocally(host: string, argv: readonly string[], options: StreamOptions): CommandStream {
  const starting = import('execa').then(({ execa }) =>
    // Wrapped, since a subprocess is itself a promise that would be awaited here.
    ({
      subprocess: execa(programOf(argv), argv.slice(1), {
        reject: false,
        buffer: false,
        stdin: 'ignore',
        ...commonOptions(options),
      }),
    }),
  );
  const ended = starting.then(async ({ subprocess }) => {
    let stderr = '';
    subprocess.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-KEPT_STDERR_CHARACTERS);
    });
    const result = await subprocess;
    refuseIfNotRun(host, argv, result);
    return { exitCode: exitCodeOf(result), stderr };
  });
  // The reader of `lines` sees the same failure; a stream that nobody awaits must not end the process.
  ended.catch(() => {});
  return {
    lines: linesOf(starting, ended),
    ended,
    stop: async () => {
      const { subprocess } = await starting;
      subprocess.kill('SIGTERM');
      await ended.catch(() => {});
    },
  };
}

async function* linesOf(
  starting: Promise<{ subprocess: { stdout: Readable } }>,
  ended: Promise<unknown>,
): AsyncGenerator<string> {
  const { subprocess } = await starting;
  yield* createInterface({ input: subprocess.stdout });
  await ended;
}

function commonOptions(options: ExecOptions | StreamOptions) {
  return {
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  };
}

function programOf(argv: readonly string[]): string {
  const program = argv[0];
  if (program === undefined) {
    throw new ChaosError('EMPTY_COMMAND', 'a command needs at least the name of a program');
  }
  return program;
}

function refuseIfNotRun(host: string, argv: readonly string[], result: Result | ExecaError): void {
  if (result.timedOut) {
    throw new ChaosError('COMMAND_TIMED_OUT', `\`${argv.join(' ')}\` did not end in time`, {
      where: host,
      exitCode: ExitCode.brokeOff,
    });
  }
  if (result.code === 'ENOENT' || result.code === 'EACCES') {
    throw new ChaosError('COMMAND_NOT_FOUND', `there is no program \`${argv[0]}\` that can be run`, {
      where: host,
      hint: 'install it there, or check the PATH of the user that commands run as',
      exitCode: ExitCode.refused,
    });
  }
}

/** 128 + signal, as a shell reports it, where the process was killed. */
function exitCodeOf(result: { readonly exitCode?: number | undefined }): number {
  const killed = 128 + 9;
  return result.exitCode ?? killed;
}
