import { chmod, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ExecaError, Options, Result } from 'execa';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { held } from './held-command.js';
import { endWithHarness, killGroup } from './process-group.js';
import type {
  CommandStream,
  ExecOptions,
  ExecResult,
  HeldCommand,
  HoldOptions,
  Host,
  HostKind,
  StreamOptions,
} from './types.js';

const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const KEPT_STDERR_CHARACTERS = 64 * 1024;
/** Of a command whose output is wanted as a whole. */
const KEPT_WHOLE = {
  reject: false,
  stripFinalNewline: false,
  detached: true,
  maxBuffer: MAX_OUTPUT_BYTES,
} as const;

type Ended = Result | ExecaError;

/** The machine that the harness itself runs on. */
export const localHostKind: HostKind = {
  kind: 'local',
  summary: 'this machine',
  open: async (description) => localHost(description.name),
};

/** Commands as child processes of the harness, with no shell between but where one waits. */
export function localHost(name: string): Host {
  return {
    name,
    description: { kind: 'local', name },
    exec: (argv, options = {}) => execLocally(name, argv, options),
    hold: (argv, options = {}, enter = []) => holdLocally(name, enter, argv, options),
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
  const subprocess = execa(programOf(argv), argv.slice(1), {
    ...KEPT_WHOLE,
    ...environmentOf(options),
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
  } satisfies Options);
  endWithHarness(subprocess);
  const patience = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const ending = options.signal === undefined ? patience : AbortSignal.any([patience, options.signal]);
  const end = () => killGroup(subprocess);
  if (ending.aborted) end();
  ending.addEventListener('abort', end);
  const result = await subprocess;
  ending.removeEventListener('abort', end);
  return resultOf(host, argv, result, startedNs, patience.aborted);
}

/** What dies with the harness never begins: its input ends then, however the harness does. */
async function holdLocally(
  host: string,
  enter: readonly string[],
  argv: readonly string[],
  { timeoutMs = DEFAULT_TIMEOUT_MS, input = '' }: HoldOptions,
): Promise<HeldCommand> {
  const { execa } = await import('execa');
  const waiting = [...enter, ...held(argv)];
  const subprocess = execa(programOf(waiting), waiting.slice(1), {
    ...KEPT_WHOLE,
    stdin: 'pipe',
  } satisfies Options);
  endWithHarness(subprocess);
  let ranOut = false;
  let waits = true;
  const noMore = () => {
    waits = false;
  };
  const ended = subprocess.finally(noMore);
  // Whoever lets it go is told how it ended; writing to it then is no failure of its own.
  ended.catch(() => {});
  subprocess.stdin.on('error', noMore);
  return {
    waits: () => waits,
    go: async () => {
      noMore();
      const startedNs = process.hrtime.bigint();
      subprocess.stdin.end(`\n${input}`);
      const timer = setTimeout(() => {
        ranOut = true;
        killGroup(subprocess);
      }, timeoutMs);
      const result = await ended.finally(() => clearTimeout(timer));
      return resultOf(host, [...enter, ...argv], result, startedNs, ranOut);
    },
    drop: () => {
      noMore();
      subprocess.stdin.end();
    },
  };
}

/**
 * @param ranOut its time did
 * @throws ChaosError COMMAND_TIMED_OUT, COMMAND_NOT_FOUND
 */
function resultOf(
  host: string,
  argv: readonly string[],
  result: Ended,
  startedNs: bigint,
  ranOut: boolean,
): ExecResult {
  if (ranOut) {
    throw new ChaosError('COMMAND_TIMED_OUT', `\`${argv.join(' ')}\` did not end in time`, {
      where: host,
      exitCode: ExitCode.brokeOff,
    });
  }
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
        detached: true,
        ...environmentOf(options),
        ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
      }),
    }),
  );
  const ended = starting.then(async ({ subprocess }) => {
    endWithHarness(subprocess);
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

function environmentOf({ env }: ExecOptions | StreamOptions) {
  return env === undefined ? {} : { env: { ...env } };
}

function programOf(argv: readonly string[]): string {
  const program = argv[0];
  if (program === undefined) {
    throw new ChaosError('EMPTY_COMMAND', 'a command needs at least the name of a program');
  }
  return program;
}

function refuseIfNotRun(host: string, argv: readonly string[], result: Ended): void {
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
