import type { LatencySummary } from '../history/types.js';

const PERCENTILES = [50, 75, 90, 95, 99, 99.9, 100] as const;

/**
 * Counts the rows of a `-g` file by total time where the file is, since it has a line for each request.
 * The column is found by its name. Prints `milliseconds count` lines.
 */
export function countRowsCommand(path: string): string[] {
  const program = [
    'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "ttime") column = i; next }',
    'column { count[$column]++ }',
    'END { for (ms in count) print ms, count[ms] }',
  ].join('\n');
  return ['awk', '-F', '\t', program, path];
}

/** How many requests took how many whole milliseconds, in rising order. */
export type MillisecondCounts = readonly (readonly [ms: number, count: number])[];

export function parseRowCounts(output: string): MillisecondCounts {
  return output
    .split('\n')
    .map((line) => /^(\d+) (\d+)$/.exec(line.trim()))
    .filter((match) => match !== null)
    .map(([, ms, count]) => [Number(ms), Number(count)] as const)
    .sort(([one], [other]) => one - other);
}

/**
 * Percentiles by nearest rank: the smallest time that at least p% of the requests did not exceed.
 * @returns undefined without rows
 */
export function latencyOfCounts(counts: MillisecondCounts): LatencySummary | undefined {
  const [first, last] = [counts.at(0), counts.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const atRank = (rank: number) => {
    let seen = 0;
    for (const [ms, count] of counts) {
      seen += count;
      if (seen >= rank) return ms;
    }
    return last[0];
  };
  return {
    minMs: first[0],
    meanMs: counts.reduce((sum, [ms, count]) => sum + ms * count, 0) / total,
    maxMs: last[0],
    percentilesMs: Object.fromEntries(
      PERCENTILES.map((percent) => [String(percent), atRank(Math.ceil((percent / 100) * total))]),
    ),
    resolutionMs: 1,
  };
}
