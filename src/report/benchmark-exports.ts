import { stringify } from 'csv-stringify/sync';
import { figureOf, keyOf, seriesByKey } from '../measurements/comparison/series.js';
import { COMPARED, type RunResult, type Series } from '../measurements/comparison/types.js';
import type { ReportFile } from './types.js';

/** Forms that other tools read the history of runs in. */
export const EXPORTS = {
  otava: otavaCsv,
  'github-action-benchmark': githubActionBenchmark,
} as const satisfies Record<string, (runs: readonly RunResult[]) => readonly ReportFile[]>;

export type ExportName = keyof typeof EXPORTS;

/** Apache Otava's CSV: a row for each run, time and attributes, then a column for each figure. */
function otavaCsv(runs: readonly RunResult[]): readonly ReportFile[] {
  const keys = new Map(runs.flatMap(({ series }) => series).map((series) => [keyOf(series), series]));
  const columns = [...keys].filter(([key]) =>
    runs.some((run) => figureOf(seriesByKey(run).get(key)) !== null),
  );
  const rows = runs.map((run) => {
    const series = seriesByKey(run);
    return [
      run.startedAt,
      run.commit ?? '',
      run.id,
      run.scenario,
      run.cluster,
      run.fingerprint,
      ...columns.map(([key]) => figureOf(series.get(key)) ?? ''),
    ];
  });
  const header = ['time', 'commit', 'run', 'scenario', 'cluster', 'machine'];
  const names = columns.map(([, series]) => exportedName(series));
  return [{ path: 'otava.csv', content: stringify([[...header, ...names], ...rows]) }];
}

/** What github-action-benchmark reads with its tools customBiggerIsBetter and customSmallerIsBetter: the last run. */
function githubActionBenchmark(runs: readonly RunResult[]): readonly ReportFile[] {
  const last = runs.at(-1);
  const items = (better: 'more' | 'less') =>
    (last?.series ?? [])
      .filter(({ metric }) => COMPARED[metric].better === better)
      .flatMap((series) => {
        const value = figureOf(series);
        const values = series.values.filter((one) => one !== null);
        return value === null
          ? []
          : [
              {
                name: exportedName(series),
                unit: COMPARED[series.metric].unit === 'ms' ? 'ms' : 'per second',
                value,
                range: `${Math.min(...values)} to ${Math.max(...values)}`,
                extra: `${last?.scenario}, ${last?.cluster}, run ${last?.id}`,
              },
            ];
      });
  return [
    { path: 'bigger-is-better.json', content: `${JSON.stringify(items('more'), null, 2)}\n` },
    { path: 'smaller-is-better.json', content: `${JSON.stringify(items('less'), null, 2)}\n` },
  ];
}

/** `matrix.requestsPerSecond static/tcp n=1000 c=10`; the same in every language, since tools match by it. */
export function exportedName({ metric, subject }: Pick<Series, 'metric' | 'subject'>): string {
  const { condition, page, frontend, engine, requests, cellDurationMs, concurrency, keepAlive } = subject;
  const place = [page, frontend].filter((part) => part !== undefined).join('/');
  const parts = [
    metric,
    place,
    condition ?? '',
    requests === undefined ? '' : `n=${requests}`,
    cellDurationMs === undefined ? '' : `for=${cellDurationMs}ms`,
    concurrency === undefined ? '' : `c=${concurrency}`,
    engine === undefined || engine === 'native' ? '' : engine,
    keepAlive ? 'keep-alive' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
