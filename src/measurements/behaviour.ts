import { groupBy } from '../core/group-by.js';
import { disturbanceOf, type FaultSpan } from './faults.js';
import type { Interval } from './intervals.js';
import type { ProbeSeries } from './probe-series.js';
import { sumOutcomes } from './rates.js';
import type { BehaviourRow, MatrixRow, Outage } from './types.js';

export interface WatchedProbe {
  readonly probe: ProbeSeries;
  readonly outages: readonly Outage[];
}

/** What each frontend showed of each condition of the matrix, in order of first cell. */
export function behaviourRows(
  matrix: readonly MatrixRow[],
  watched: readonly WatchedProbe[],
  faults: readonly FaultSpan[],
  runEndMs: number,
): readonly BehaviourRow[] {
  const groups = groupBy(matrix, ({ condition, frontend }) => JSON.stringify([condition, frontend]));
  return [...groups.values()].flatMap((rows) => {
    const [{ condition, frontend }] = rows;
    if (condition === undefined) {
      return [];
    }
    const times = timesOf(condition, matrix, faults, runEndMs);
    const probes = watched.filter(({ probe }) => probe.facts.frontend === frontend);
    return [
      {
        condition,
        frontend,
        cells: rows.length,
        requests: sum(rows.map(({ requests }) => requests)),
        failed: sum(rows.map(({ failed, nonTwoXx }) => Math.max(failed, nonTwoXx))),
        failedByKind: sumOutcomes(rows.map(({ failedByKind }) => failedByKind)),
        probes: probes.length === 0 ? null : seenBy(probes, times),
      },
    ];
  });
}

/** From the first command of a fault until the cluster had recovered; the cells, of a condition without a fault. */
function timesOf(
  condition: string,
  matrix: readonly MatrixRow[],
  faults: readonly FaultSpan[],
  runEndMs: number,
): readonly Interval[] {
  const own = faults.filter(({ facts }) => facts.condition?.name === condition);
  return own.length > 0
    ? own.flatMap((span) => disturbanceOf(span, runEndMs) ?? [])
    : matrix
        .filter((row) => row.condition === condition)
        .map(({ startMs, endMs }) => ({ fromMs: startMs, toMs: endMs }));
}

function seenBy(
  watched: readonly WatchedProbe[],
  times: readonly Interval[],
): NonNullable<BehaviourRow['probes']> {
  const isMeant = (atMs: number) => times.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
  const sent = watched.flatMap(({ probe }) => probe.counted).filter(({ sentMs }) => isMeant(sentMs));
  const outages = watched.flatMap((one) => one.outages).filter(({ startMs }) => isMeant(startMs));
  const longest = outages.reduce<Outage | null>(
    (most, outage) => (most !== null && most.durationMs >= outage.durationMs ? most : outage),
    null,
  );
  return {
    sent: sent.length,
    failed: sent.filter(({ kind }) => kind !== 'ok').length,
    outages: outages.length,
    longest: longest && {
      lowMs: longest.lowMs,
      highMs: longest.highMs,
      open: longest.openAtStart || longest.openAtEnd,
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
