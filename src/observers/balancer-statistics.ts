import { parse } from 'csv-parse/sync';

/** One server line of HAProxy's statistics. */
export interface ServerStatistics {
  readonly proxy: string;
  readonly server: string;
  /** UP, DOWN, MAINT, DRAIN, NOLB; the progress of checks (`UP 1/3`) is left out. */
  readonly status: string;
  /** Sessions so far (`stot`). */
  readonly sessionsTotal: number;
  readonly sessionsNow: number;
}

/**
 * Reads HAProxy's statistics CSV (`;csv` behind the page's URL): the server lines alone.
 * Source: HAProxy Management Guide, section 9.1 "CSV format".
 * @throws Error when it is not that CSV
 */
export function parseBalancerStatistics(csv: string): ServerStatistics[] {
  if (!csv.startsWith('# pxname,')) {
    throw new Error('the answer is not HAProxy statistics in CSV form');
  }
  const rows: Record<string, string>[] = parse(csv.slice(2), {
    columns: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
  });
  return rows
    .filter((row) => row.svname !== 'FRONTEND' && row.svname !== 'BACKEND')
    .map((row) => ({
      proxy: row.pxname ?? '',
      server: row.svname ?? '',
      status: (row.status ?? '').split(' ')[0] ?? '',
      sessionsTotal: Number(row.stot ?? 0),
      sessionsNow: Number(row.scur ?? 0),
    }));
}
