import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { seededRandom } from '../core/random.js';
import type { RunResult } from '../measurements/comparison/types.js';
import type { RunRecord } from '../run/run-folder.js';
import type { CliEnvironment } from './environment.js';
import { packageRoot } from './package-root.js';
import { readRun } from './run-result.js';

/** Cells of a run that is one half of a pair are repeated so often: its figure is their median. */
const MOST_BLOCKS = 3;
const SHOWN_CHARACTERS = 2_000;

/** How the reference differs from the candidate. */
export interface Reference {
  /** What stands in for `chaos`. */
  readonly program: readonly string[] | undefined;
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

type ReadReference = (value: string) => Reference;

const KINDS: Readonly<Record<string, ReadReference>> = {
  cluster: (value) => ({ program: undefined, options: ['--cluster', value], env: {} }),
  set: (value) => ({ program: undefined, options: ['--set', value], env: {} }),
  env: (value) => ({ program: undefined, options: [], env: variableOf(value) }),
  image: (value) => ({ program: undefined, options: [], env: { CHAOS_IMAGE: value } }),
  command: (value) => ({ program: wordsOf(value), options: [], env: {} }),
};

/**
 * Reads `cluster:NAME`, `command:PROGRAM ARGUMENT…`, `image:TAG`, `env:NAME=VALUE` or `set:KEY=VALUE`.
 * @throws ChaosError BAD_REFERENCE
 */
export function parseReference(text: string): Reference {
  const [, kind = '', value = ''] = /^([a-z]+):(.+)$/su.exec(text) ?? [];
  const read = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (read === undefined) {
    throw badReference(`${text} does not say what kind of reference it is`);
  }
  return read(value);
}

function badReference(message: string): ChaosError {
  return new ChaosError('BAD_REFERENCE', message, {
    hint: `begin it with ${Object.keys(KINDS).join(':, ')}: (docs/regression.md)`,
  });
}

function variableOf(value: string): Readonly<Record<string, string>> {
  const [, name, content] = /^([A-Za-z_]\w*)=(.*)$/su.exec(value) ?? [];
  if (name === undefined || content === undefined) {
    throw badReference(`env:${value} is not NAME=VALUE`);
  }
  return { [name]: content };
}

/** Words apart by spaces, or a JSON list of them where one holds a space. */
function wordsOf(value: string): readonly string[] {
  if (!value.startsWith('[')) {
    return value.split(' ').filter((word) => word !== '');
  }
  try {
    const words: unknown = JSON.parse(value);
    if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')) {
      return words;
    }
  } catch {
    // Told below.
  }
  throw badReference(`command:${value} is not a JSON list of texts`);
}

export interface PairsOptions {
  readonly reference: Reference;
  readonly pairs: number;
  /** Overrides for both. */
  readonly set: readonly string[];
  /** A folder for the runs. */
  readonly folder: string;
}

export interface Pairs {
  readonly reference: readonly RunResult[];
  readonly candidate: readonly RunResult[];
}

/**
 * Runs the scenario of a run again, candidate and reference in turns: which goes first changes from pair to pair, the
 * first by chance, so that neither a drift nor the place within a pair favours one.
 * @throws ChaosError RERUN_FAILED, RERUN_INTERRUPTED
 */
export async function runPairs(
  record: RunRecord,
  options: PairsOptions,
  environment: CliEnvironment,
): Promise<Pairs> {
  const candidate: Reference = { program: undefined, options: [], env: {} };
  const referenceFirst = seededRandom(record.seed, 'order of pairs').below(2);
  const results = { candidate: [] as RunResult[], reference: [] as RunResult[] };
  for (let pair = 1; pair <= options.pairs; pair++) {
    const order =
      (pair + referenceFirst) % 2 === 0
        ? (['candidate', 'reference'] as const)
        : (['reference', 'candidate'] as const);
    for (const side of order) {
      environment.stderr.write(`pair ${pair} of ${options.pairs}: ${side}\n`);
      const out = join(options.folder, `${String(pair).padStart(3, '0')}-${side}`);
      const what = side === 'candidate' ? candidate : options.reference;
      const argv = argvOf(record, what, options.set, record.seed + pair, out);
      await runOnce(argv, what.env, environment);
      results[side].push((await readRun(out, environment)).result);
    }
  }
  return results;
}

/** The command line of one half of a pair. */
export function argvOf(
  record: RunRecord,
  { program, options }: Reference,
  set: readonly string[],
  seed: number,
  out: string,
): readonly string[] {
  const [command, ...rest] = record.argv;
  if (command !== 'run') {
    throw new ChaosError('NOT_RERUNNABLE', 'the run does not say how it was started', {
      hint: 'run the scenario again with this version of chaos',
    });
  }
  const ours = program === undefined;
  return [
    ...(program ?? [process.execPath, join(packageRoot(), 'dist', 'bin.js')]),
    'run',
    ...withoutOptions(rest),
    ...shorter(record),
    ...set.flatMap((one) => ['--set', one]),
    ...options,
    '--seed',
    String(seed),
    '--out',
    out,
    '--quiet',
    ...(ours ? ['--no-report'] : []),
  ];
}

const WITH_VALUE: ReadonlySet<string> = new Set(['--out', '--seed', '--lang']);
const ALONE: ReadonlySet<string> = new Set(['--json', '--quiet', '--no-report', '--debug']);

/** The command line without what every run of a pair has of its own. */
function withoutOptions(argv: readonly string[]): readonly string[] {
  return argv.filter((word, index) => {
    const before = argv[index - 1] ?? '';
    const [name = ''] = word.split('=');
    return !ALONE.has(word) && !WITH_VALUE.has(name) && !WITH_VALUE.has(before);
  });
}

/** Repetition is the business of the pairs. */
function shorter({ scenario }: RunRecord): readonly string[] {
  return [
    ...(scenario.repeat > 1 ? ['--set', 'repeat=1'] : []),
    ...((scenario.matrix?.repeat ?? 1) > MOST_BLOCKS ? ['--set', `matrix.repeat=${MOST_BLOCKS}`] : []),
  ];
}

async function runOnce(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  environment: CliEnvironment,
): Promise<void> {
  const { interrupt } = environment;
  const { exitCode, stderr } = await runChild(argv, { ...environment.env, ...env }, interrupt);
  if (interrupt.aborted || exitCode === ExitCode.interrupted) {
    throw new ChaosError('RERUN_INTERRUPTED', 'the runs were interrupted; nothing was judged', {
      exitCode: ExitCode.interrupted,
    });
  }
  if (exitCode !== ExitCode.ok && exitCode !== ExitCode.failed) {
    throw new ChaosError('RERUN_FAILED', `a run ended with exit code ${exitCode}`, {
      where: argv.join(' '),
      hint: stderr.trim(),
      exitCode: exitCode === ExitCode.unhealed ? ExitCode.unhealed : ExitCode.brokeOff,
    });
  }
}

/** Told of an interruption, and then waited for however long it takes: it heals first, and must never be killed. */
function runChild(
  [program = '', ...args]: readonly string[],
  env: CliEnvironment['env'],
  interrupt: AbortSignal,
): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const tell = () => child.kill('SIGINT');
    interrupt.addEventListener('abort', tell, { once: true });
    if (interrupt.aborted) {
      tell();
    }
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-SHOWN_CHARACTERS);
    });
    child.once('error', (error) => {
      reject(
        new ChaosError('RERUN_FAILED', `the reference cannot be run: ${error.message}`, { where: program }),
      );
    });
    child.once('close', (code) => {
      interrupt.removeEventListener('abort', tell);
      resolve({ exitCode: code ?? ExitCode.brokeOff, stderr });
    });
  });
}
