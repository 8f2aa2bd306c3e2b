import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHistory } from '../../src/history/reader.js';
import type { HistoryEvent } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import type { Away, Truth } from './faulty-server.js';
import type { Watched } from './watch.js';

/** Servers that went away side by side, each with its true outages, and what the probes saw of them. */
export interface Wave {
  readonly truths: readonly { readonly away: Away; readonly truths: readonly Truth[] }[];
  readonly watched: Pick<Watched, 'originNs' | 'events' | 'measured'>;
}

const TRUTH = '.truth.json';
const HISTORY = '.ndjson';

/** Two files in `folder`, by the name of the first server. */
export async function writeWave(folder: string, { truths, watched }: Wave): Promise<void> {
  const path = join(folder, truths[0]?.away ?? 'none');
  const known = { originNs: watched.originNs, truths };
  await writeFile(`${path}${TRUTH}`, JSON.stringify(known, withoutBigints));
  await writeFile(`${path}${HISTORY}`, watched.events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

/** Every wave of a folder, measured with the estimator as it is now. */
export async function readWaves(folder: string): Promise<readonly Wave[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(TRUTH)).sort();
  return Promise.all(names.map((name) => readWave(join(folder, name.slice(0, -TRUTH.length)))));
}

async function readWave(path: string): Promise<Wave> {
  const text = await readFile(`${path}${TRUTH}`, 'utf8');
  const { originNs, truths } = JSON.parse(text, withBigints) as Pick<Wave, 'truths'> & { originNs: bigint };
  const events: HistoryEvent[] = [];
  for await (const event of readHistory(`${path}${HISTORY}`)) events.push(event);
  return { truths, watched: { originNs, events, measured: measure(events) } };
}

function withoutBigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function withBigints(_: string, value: unknown): unknown {
  return typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
}
