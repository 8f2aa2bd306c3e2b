import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { LoadSpec } from '../../src/engines/types.js';
import { loadSpec } from '../engines/support.js';
import { startChild } from './children.js';
import type { EngineRun, EngineTask } from './engine-process.js';
import { startPageServer } from './page-server.js';
import { fixed, plainTable } from './table.js';

const PAGE_BYTES = 200;
const HELD_CONNECTIONS = 10_000;
/** Of what a closed loop reaches. */
const SHARE_OF_CAPACITY = 0.5;

/**
 * `node build/test/bench/engine-limits.js [--requests N]`
 *
 * What the native engine holds and keeps: memory with ten thousand connections; memory by the
 * number of requests, up to N (ten million unless told); and how punctual an open loop is at half of what a closed
 * loop reaches. Against nginx with one worker, each load in a process of its own.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { requests: { type: 'string', default: '10000000' } } });
  console.log(`${cpus().length} × ${cpus()[0]?.model.trim()}, ${new Date().toISOString()}`);
  const server = await startPageServer([PAGE_BYTES]);
  try {
    const url = server.urlOf(PAGE_BYTES);
    await benchHeld(url);
    await benchMemory(url, Number(values.requests));
    await benchOpenLoop(url);
  } finally {
    await server.stop();
  }
}

async function benchHeld(url: string): Promise<void> {
  // A closed loop keeps all of them open, each waiting for its turn at the server nearly all the time.
  const { result, rssMb } = await run(loadSpec(url, { connections: HELD_CONNECTIONS, durationMs: 10_000 }));
  console.log(
    `\n${result.connectionsOpened} connections held, ${JSON.stringify(result.outcomes)}: at most ${fixed(rssMb, 0)} MB resident`,
  );
}

async function benchMemory(url: string, most: number): Promise<void> {
  const rows = [];
  for (let requests = 100_000; requests <= most; requests *= 10) {
    const { result, rssMb, residentMb } = await run(loadSpec(url, { connections: 20, requests }));
    rows.push([
      requests,
      fixed(result.durationMs / 1000),
      ...quarters(residentMb).map(rangeOf),
      fixed(rssMb),
    ]);
  }
  const heading = ['requests', 'seconds', '1st quarter, MB', '2nd', '3rd', '4th', 'most MB resident'];
  console.log(`\n${plainTable([heading, ...rows])}`);
}

/** A heap grows and is collected over minutes: what stays is seen where the quarters of a load are compared. */
function quarters(values: readonly number[]): readonly (readonly number[])[] {
  const from = (quarter: number) => Math.round((quarter * values.length) / 4);
  return [0, 1, 2, 3].map((quarter) => values.slice(from(quarter), from(quarter + 1)));
}

function rangeOf(values: readonly number[]): string {
  return values.length === 0 ? '–' : `${fixed(Math.min(...values), 0)} to ${fixed(Math.max(...values), 0)}`;
}

async function benchOpenLoop(url: string): Promise<void> {
  const closed = await run(loadSpec(url, { connections: 20, durationMs: 5_000 }));
  const capacity = (1000 * closed.result.requests) / closed.result.durationMs;
  const ratePerSecond = Math.round(SHARE_OF_CAPACITY * capacity);
  const rows = [];
  for (let round = 0; round < 5; round++) {
    const { result } = await run(loadSpec(url, { connections: 100, durationMs: 5_000, ratePerSecond }));
    const { latenessMs, dropped, late } = result;
    const achieved = (1000 * result.requests) / result.durationMs;
    rows.push([
      fixed(achieved, 1),
      `${fixed(100 * (achieved / ratePerSecond - 1), 3)}%`,
      fixed(latenessMs?.p50, 3),
      fixed(latenessMs?.p99, 3),
      fixed(latenessMs?.max, 1),
      late ?? 0,
      dropped ?? 0,
    ]);
  }
  console.log(`\nopen loop at ${ratePerSecond}/s, half of ${fixed(capacity, 0)}/s`);
  const heading = 'achieved/s|off by|lateness p50 ms|p99 ms|max ms|late by 1 ms|dropped';
  console.log(plainTable([heading.split('|'), ...rows]));
}

async function run(spec: LoadSpec): Promise<EngineRun> {
  const child = startChild<EngineRun>('engine-process', { engine: 'native', spec } satisfies EngineTask, []);
  try {
    return await child.next();
  } finally {
    await child.end();
  }
}

await main();
