import { cpus } from 'node:os';
import { abEngine } from '../../src/engines/ab.js';
import { autocannonEngine } from '../../src/engines/autocannon.js';
import { nativeEngine } from '../../src/engines/native.js';
import type { Engine, LoadSpec } from '../../src/engines/types.js';
import type { LoadResult } from '../../src/history/types.js';
import { localHost } from '../../src/hosts/local.js';
import { rehearseLoads } from '../../src/run/rehearsal.js';
import { engineContext, loadSpec } from '../engines/support.js';
import { startChild } from './children.js';
import { type BenchOptions, type Claim, claim } from './claim.js';
import { fixed, plainTable } from './table.js';

const ENGINES: readonly Engine[] = [nativeEngine, abEngine, autocannonEngine];
const SERVICE_MS = 20;
const SPREAD_MS = 5;
const ALLOWED = 0.03;
/** A round counts in which at least this share of the machine's time was left over during every run. */
const LEAST_IDLE = 0.5;
const MOST_TRIES = 3;

interface Cell {
  readonly connections: number;
  readonly keepAlive: boolean;
}

/** Whether the engines agree on the rate of a server whose service time is the bottleneck. */
export async function benchEngines({ quick }: BenchOptions): Promise<readonly Claim[]> {
  const engines: Engine[] = [];
  for (const engine of ENGINES) {
    const missing = await engine.preflight(localHost('local')).then(
      () => false,
      () => true,
    );
    if (missing) console.log(`skipped: ${engine.name} is not installed`);
    else engines.push(engine);
  }
  const cells = [true, false].flatMap((keepAlive) =>
    [1, 5, 20].map((connections) => ({ connections, keepAlive })),
  );
  const repeats = quick ? 3 : 7;
  const rows: (string | number)[][] = [];
  const claims: Claim[] = [];
  for (const cell of cells) {
    const rates = await ratesOf(cell, engines, repeats, runLengthMs(cell, quick));
    const spread = largestRatio(rates) - 1;
    const name = `c=${cell.connections} ${cell.keepAlive ? 'keep-alive' : 'new connections'}`;
    rows.push([
      name,
      fixed((1000 * cell.connections) / SERVICE_MS),
      ...rates.flatMap((each) => [
        fixed(medianOf(each)),
        `${fixed(Math.min(...each))}..${fixed(Math.max(...each))}`,
      ]),
      `${fixed(100 * spread, 2)}%`,
      rates[0]?.length ?? 0,
    ]);
    claims.push(
      claim(
        `engines agree within ${100 * ALLOWED}% at ${name}`,
        spread <= ALLOWED,
        `${fixed(100 * spread, 2)}%`,
      ),
    );
  }
  const heading = ['cell', 'ideal', ...engines.flatMap(({ name }) => [name, 'range']), 'spread', 'rounds'];
  console.log(plainTable([heading, ...rows]));
  return claims;
}

function runLengthMs({ connections }: Cell, quick: boolean): number {
  const lengthMs = connections === 1 ? 10_000 : 2000;
  return quick ? lengthMs / 3 : lengthMs;
}

/**
 * Of the median ratios of any two engines, the largest. Ratios are taken within a round, in which the engines ran one
 * after another: what else the machine does changes from round to round.
 */
function largestRatio(rates: readonly (readonly number[])[]): number {
  const ratios = rates.flatMap((one) =>
    rates.map((other) => medianOf(one.map((rate, round) => rate / (other[round] ?? Number.NaN)))),
  );
  return Math.max(...ratios);
}

/** Requests per second, by engine and round; the engines take turns, so that the machine is the same for all. */
async function ratesOf(
  { connections, keepAlive }: Cell,
  engines: readonly Engine[],
  repeats: number,
  forMs: number,
): Promise<readonly (readonly number[])[]> {
  const child = startChild<number>('service-process', { serviceMs: SERVICE_MS, spreadMs: SPREAD_MS });
  try {
    const url = `http://127.0.0.1:${await child.next()}/`;
    const requests = Math.round((forMs * connections) / SERVICE_MS);
    const rounds: Round[] = [];
    await rehearse(engines, loadSpec(url, { keepAlive }));
    while (rounds.length < MOST_TRIES * repeats && rounds.filter(isCalm).length < repeats) {
      rounds.push(await roundOf(engines, loadSpec(url, { connections, keepAlive, requests })));
    }
    const calm = rounds.filter(isCalm);
    const counted = calm.length === 0 ? rounds : calm;
    return engines.map((_, index) => counted.map(({ rates }) => rates[index] ?? Number.NaN));
  } finally {
    await child.end();
  }
}

/** Requests per second of each engine, and the least share of the machine's time that was left during any run. */
interface Round {
  readonly rates: readonly number[];
  readonly idle: number;
}

/** Otherwise it is not the service time that bounds the rate. */
function isCalm({ idle }: Round): boolean {
  return idle >= LEAST_IDLE;
}

async function roundOf(engines: readonly Engine[], spec: LoadSpec): Promise<Round> {
  const rates: number[] = [];
  let idle = 1;
  for (const engine of engines) {
    const before = processorTimes();
    const result = await run(engine, spec);
    const after = processorTimes();
    rates.push((1000 * (result.outcomes.ok ?? 0)) / result.durationMs);
    idle = Math.min(idle, (after.idle - before.idle) / (after.all - before.all));
  }
  return { rates, idle };
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    idle: sum(times.map((time) => time.idle)),
    all: sum(times.flatMap((time) => Object.values(time))),
  };
}

/** As before any run: threads are kept for the loads that follow. */
async function rehearse(engines: readonly Engine[], spec: LoadSpec): Promise<void> {
  const loads = engines.map(({ name }) => ({ engine: name, from: 'local', spec }));
  const { host, signal } = engineContext().context;
  const byName = Object.fromEntries(engines.map((engine) => [engine.name, engine]));
  await rehearseLoads(loads, { engines: byName, host, signal });
}

async function run(engine: Engine, spec: LoadSpec): Promise<LoadResult> {
  const result = await engine.run(spec, engineContext().context);
  const doubts = result.doubts.map(({ message }) => message);
  if (doubts.length > 0) throw new Error(`${engine.name}: ${doubts.join('; ')}`);
  return result;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle - 1)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
