import { parseArgs } from 'node:util';
import { readRun } from '../../src/cli/run-result.js';
import { figureOf, keyOf, seriesByKey } from '../../src/measurements/comparison/series.js';
import type { RunResult, Series } from '../../src/measurements/comparison/types.js';
import type { RecordedNoise } from './recorded-noise.js';

/** `node build/test/bench/record-noise.js CANDIDATE REFERENCE RUN…`: prints noise.json from what runs left. */
async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true, options: {} });
  const [candidate, reference, ...runs] = await Promise.all(positionals.map(resultIn));
  if (candidate === undefined || reference === undefined) {
    throw new Error('name the folders of a candidate and a reference that took turns, then of whole runs');
  }
  const others = seriesByKey(reference);
  const noise: RecordedNoise = {
    turns: {
      sliceMs: candidate.series[0]?.subject.cellDurationMs ?? 0,
      cells: ratesOf(candidate).map((series) => ({
        subject: series.subject,
        one: series.values.map(rounded),
        other: (others.get(keyOf(series))?.values ?? []).map(rounded),
      })),
    },
    runs: ratesOf(runs[0]).map((series) => ({
      subject: series.subject,
      figures: runs.flatMap((run) => rounded(figureOf(seriesByKey(run).get(keyOf(series)))) ?? []),
    })),
  };
  console.log(JSON.stringify(noise));
}

async function resultIn(folder: string): Promise<RunResult> {
  const silent = { write: () => true };
  const interrupt = new AbortController().signal;
  const environment = { argv: [], cwd: process.cwd(), env: {}, stdout: silent, stderr: silent, interrupt };
  return (await readRun(folder, environment)).result;
}

function ratesOf(run: RunResult | undefined): readonly Series[] {
  return (run?.series ?? []).filter(({ metric }) => metric === 'matrix.requestsPerSecond');
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(1));
}

await main();
