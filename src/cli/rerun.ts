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
import { layTurnTable } from './turn-table.js';

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

export interface RerunOptions {
  readonly reference: Reference;
  readonly pairs: number;
  readonly slices: number;
  /** Overrides for both. */
  readonly set: readonly string[];
  /** A folder for the runs. */
  readonly folder: string;
}

const CANDIDATE: Reference = { program: undefined, options: [], env: {} };

/**
 * Candidate and reference as one run each, both up at once, which take turns cell by cell. The time line is left out:
 * faults and load of the one would be in the cells of the other.
 * @throws ChaosError RERUN_FAILED, RERUN_INTERRUPTED
 */
export async function runInTurns(
  kind: 'together' | 'cells',
  record: RunRecord,
  options: RerunOptions,
  environment: CliEnvironment,
): Promise<{ readonly reference: RunResult; readonly candidate: RunResult }> {
  const seed = record.seed + 1;
  const table = await layTurnTable(kind, seededRandom(record.seed, 'order of turns').below(2) === 0 ? 0 : 1);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, environment.interrupt]);
  const set = [...withoutTimeline(record), `matrix.repeat=${options.pairs * options.slices}`, ...options.set];
  environment.stderr.write(
    `candidate and reference, ${kind === 'together' ? 'both at once' : 'in turns'}: ${options.pairs} pairs of ${options.slices} cells\n`,
  );
  const start = async (side: 0 | 1, name: string, what: Reference): Promise<RunResult> => {
    const out = join(options.folder, name);
    const argv = argvOf(record, what, set, seed, out);
    const env = { ...what.env, CHAOS_TURNS: table.sockets[side] };
    try {
      await runOnce(argv, env, { ...environment, interrupt: signal });
    } catch (error) {
      // The other has nobody to be compared with.
      stop.abort();
      throw error;
    } finally {
      table.ended(side);
    }
    return (await readRun(out, environment)).result;
  };
  try {
    const [candidate, reference] = await Promise.allSettled([
      start(0, 'candidate', CANDIDATE),
      start(1, 'reference', options.reference),
    ]);
    if (candidate.status === 'rejected' || reference.status === 'rejected') {
      throw firstReason([candidate, reference]);
    }
    return { candidate: candidate.value, reference: reference.value };
  } finally {
    table.close();
  }
}

/** What stopped the one, rather than that the other was stopped for it. */
function firstReason(settled: readonly PromiseSettledResult<unknown>[]): unknown {
  const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  const isConsequence = (reason: unknown) =>
    reason instanceof ChaosError && reason.code === 'RERUN_INTERRUPTED';
  return reasons.find((reason) => !isConsequence(reason)) ?? reasons[0];
}

function withoutTimeline({ scenario }: RunRecord): readonly string[] {
  const given = {
    load: scenario.load.length > 0,
    probes: scenario.probes.length > 0,
    faults: scenario.faults.length > 0,
    expect: scenario.expect.length > 0,
    duration: scenario.durationMs !== undefined,
    repeat: scenario.repeat > 1,
  };
  return Object.entries(given).flatMap(([key, isThere]) => (isThere ? [`${key}=`] : []));
}

/**
 * Whole runs in turns, for clusters that cannot be up at once: which goes first changes from pair to pair, the first
 * by chance, so that neither a drift nor the place within a pair favours one.
 * @throws ChaosError RERUN_FAILED, RERUN_INTERRUPTED
 */
export async function runPairs(
  record: RunRecord,
  options: RerunOptions,
  environment: CliEnvironment,
): Promise<{ readonly reference: readonly RunResult[]; readonly candidate: readonly RunResult[] }> {
  const referenceFirst = seededRandom(record.seed, 'order of pairs').below(2);
  const results = { candidate: [] as RunResult[], reference: [] as RunResult[] };
  const set = [...shorter(record), ...options.set];
  for (let pair = 1; pair <= options.pairs; pair++) {
    const order =
      (pair + referenceFirst) % 2 === 0
        ? (['candidate', 'reference'] as const)
        : (['reference', 'candidate'] as const);
    for (const side of order) {
      environment.stderr.write(`pair ${pair} of ${options.pairs}: ${side}\n`);
      const out = join(options.folder, `${String(pair).padStart(3, '0')}-${side}`);
      const what = side === 'candidate' ? CANDIDATE : options.reference;
      await runOnce(argvOf(record, what, set, record.seed + pair, out), what.env, environment);
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
    ...(scenario.repeat > 1 ? ['repeat=1'] : []),
    ...((scenario.matrix?.repeat ?? 1) > MOST_BLOCKS ? [`matrix.repeat=${MOST_BLOCKS}`] : []),
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
