import { parseArgs } from 'node:util';
import { type Random, seededRandom } from '../../src/core/random.js';
import { type GateReport, judgeAgainst, judgeTurns } from '../../src/measurements/comparison/gate.js';
import type { RunResult, Series, Subject } from '../../src/measurements/comparison/types.js';
import { aResult } from '../measurements/comparison/results.js';
import { type Claim, claim } from './claim.js';
import { type RecordedNoise, recordedNoise } from './recorded-noise.js';
import { fixed, plainTable } from './table.js';

/** As shares; 0 is a quiet night. */
const LOSSES = [0, 0.02, 0.05, 0.1, 0.15, 0.2] as const;
const PAIRS = [10, 20] as const;
/** Of each side of a pair. */
const LOADS_MS = [1000, 2000, 5000, 10_000, 20_000, 40_000] as const;
const BASELINES = [5, 10, 20] as const;
const SETTINGS = { margin: 0.05, margins: {} };
/** What the gate promises, with ten pairs. */
const MOST_FALSE_ALARMS = 1 / 200;
const LEAST_DETECTED = 0.95;

/**
 * `npm run bench:gate -- [--nights N] [--seed N] [--noise NAME]`: the real gate over synthetic nights, whose noise is
 * drawn from what was recorded of the same thing measured twice (fixtures/recordings/gate/NAME.json). A quiet night
 * fails by mistake; a night with a loss should fail.
 */
function main(): void {
  const options = {
    nights: { type: 'string' },
    seed: { type: 'string' },
    noise: { type: 'string' },
  } as const;
  const { values } = parseArgs({ options });
  const nights = Number(values.nights ?? 2000);
  const seed = Number(values.seed ?? 1);
  const name = values.noise ?? 'shared';
  const noise = recordedNoise(name);
  console.log(`${nights} nights each, seed ${seed}, noise ${name}; share of nights that failed, by loss`);
  const claims = [...turnsTable(noise, nights, seed), ...baselineTable(noise, nights, seed)];
  console.log('\n== claims ==');
  for (const { says, holds, because } of claims) {
    console.log(`${holds ? 'holds' : 'FAILS'}  ${says}: ${because}`);
  }
  if (claims.some(({ holds }) => !holds)) process.exitCode = 1;
}

function turnsTable(noise: RecordedNoise, nights: number, seed: number): readonly Claim[] {
  const { cells, sliceMs } = noise.turns;
  const studied = PAIRS.flatMap((pairs) =>
    LOADS_MS.map((loadMs) => {
      const slices = loadMs / sliceMs;
      const random = seededRandom(seed, `turns ${pairs} ${slices}`);
      const perPair = pairDeviation(noise, slices, random);
      const shares = LOSSES.map((loss) =>
        failedShare(nights, () => turnsNight(noise, { pairs, slices, loss }, random)),
      );
      return { pairs, loadMs, perPair, shares };
    }),
  );
  console.log(`\ncandidate and reference in turns (${cells.length} cells, the loss in one of them)`);
  console.log(
    plainTable([
      ['pairs', 'load of a pair', 'noise of a pair', ...LOSSES.map(percent)],
      ...studied.map(({ pairs, loadMs, perPair, shares }) => [
        String(pairs),
        `${fixed((2 * loadMs) / 1000, 0)} s`,
        percent(perPair),
        ...shares.map(percent),
      ]),
    ]),
  );
  const quiet = Math.max(...studied.map(({ shares }) => shares[0] ?? 1));
  const ten = studied.filter(({ pairs }) => pairs === 10);
  const most = ten.at(-1);
  const caught = most?.shares[LOSSES.indexOf(0.1)] ?? 0;
  return [
    claim(`at most 1 false alarm in 200 quiet nights (all rows)`, quiet <= MOST_FALSE_ALARMS, percent(quiet)),
    claim(
      `at least 95% of losses of 10% are caught by 10 pairs of ${fixed((2 * (most?.loadMs ?? 0)) / 1000, 0)} s`,
      caught >= LEAST_DETECTED,
      `${percent(caught)}, noise of a pair ${percent(most?.perPair ?? 0)}`,
    ),
  ];
}

interface TurnsNight {
  readonly pairs: number;
  readonly slices: number;
  readonly loss: number;
}

/** Pairs are stretches of the record, all cells of a stretch together; which side is the candidate is left to chance. */
function turnsNight(noise: RecordedNoise, { pairs, slices, loss }: TurnsNight, random: Random): GateReport {
  const { cells } = noise.turns;
  const length = cells[0]?.one.length ?? 0;
  const stretches = Array.from({ length: pairs }, () => ({
    from: random.below(length - slices + 1),
    swapped: random.below(2) === 1,
  }));
  const side = (isCandidate: boolean) =>
    aResult({
      id: isCandidate ? 'candidate' : 'reference',
      series: cells.map(({ subject, one, other }, place) => {
        const factor = isCandidate && place === 0 ? 1 - loss : 1;
        const values = stretches.flatMap(({ from, swapped }) =>
          (swapped === isCandidate ? one : other).slice(from, from + slices),
        );
        return rateSeries(subject, values, factor);
      }),
    });
  return judgeTurns(aResult(), side(false), side(true), slices, SETTINGS);
}

function pairDeviation(noise: RecordedNoise, slices: number, random: Random): number {
  const logs = noise.turns.cells.flatMap(({ one, other }) =>
    Array.from({ length: 500 }, () => {
      const from = random.below(one.length - slices + 1);
      return Math.log(sumOf(one, from, slices) / sumOf(other, from, slices));
    }),
  );
  return Math.sqrt(logs.reduce((sum, log) => sum + log ** 2, 0) / logs.length);
}

function sumOf(values: readonly (number | null)[], from: number, count: number): number {
  return values.slice(from, from + count).reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function baselineTable(noise: RecordedNoise, nights: number, seed: number): readonly Claim[] {
  const rows = BASELINES.map((count) => {
    const random = seededRandom(seed, `baseline ${count}`);
    const shares = LOSSES.map((loss) => failedShare(nights, () => baselineNight(noise, count, loss, random)));
    return { count, shares };
  });
  const logs = noise.runs.flatMap(({ figures }) =>
    figures.slice(1).map((figure, index) => Math.log(figure / (figures[index] ?? figure))),
  );
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + log ** 2, 0) / logs.length);
  console.log(`\none run against a baseline (neighbouring runs lie ${percent(deviation)} apart)`);
  console.log(
    plainTable([
      ['runs of baseline', ...LOSSES.map(percent)],
      ...rows.map(({ count, shares }) => [String(count), ...shares.map(percent)]),
    ]),
  );
  return rows.map(({ count, shares: [quiet = 1] }) =>
    claim(
      `at most 1 false alarm in 200 nights (baseline of ${count} runs)`,
      quiet <= MOST_FALSE_ALARMS,
      percent(quiet),
    ),
  );
}

function baselineNight(noise: RecordedNoise, count: number, loss: number, random: Random): GateReport {
  const length = noise.runs[0]?.figures.length ?? 0;
  const drawn = (index: number, share: number): RunResult => {
    const place = random.below(length);
    return aResult({
      id: `${index}`,
      series: noise.runs.map(({ subject, figures }, cell) =>
        rateSeries(subject, [figures[place] ?? null], cell === 0 ? 1 - share : 1),
      ),
    });
  };
  const baseline = Array.from({ length: count }, (_, index) => drawn(index, 0));
  return judgeAgainst(baseline, drawn(count, loss), SETTINGS);
}

function rateSeries(subject: Subject, values: readonly (number | null)[], factor: number): Series {
  return {
    metric: 'matrix.requestsPerSecond',
    subject,
    values: values.map((value) => (value === null ? null : value * factor)),
  };
}

function failedShare(nights: number, night: () => GateReport): number {
  let failed = 0;
  for (let index = 0; index < nights; index++) {
    failed += night().verdict === 'fail' ? 1 : 0;
  }
  return failed / nights;
}

function percent(share: number): string {
  return `${fixed(100 * share, 1)}%`;
}

main();
