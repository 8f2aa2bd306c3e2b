import type { CountersEvent, FrontendFacts } from '../history/types.js';
import type { ProbeSeries } from './probe-series.js';
import { mean } from './statistics/moments.js';
import type { BalanceRow } from './types.js';

type Counts = Readonly<Record<string, number>>;

/** How the frontends' answers were shared: by the balancer's own counters, and by who answered each probe. */
export function balanceRows(
  frontends: readonly FrontendFacts[],
  counters: readonly CountersEvent[],
  probes: readonly ProbeSeries[],
): readonly BalanceRow[] {
  const totals = sumCounters(counters);
  return [
    ...frontends.flatMap((frontend) => rowOf(frontend, 'balancer', totals.get(frontend.backend) ?? {})),
    ...probes.flatMap((series) => probeRow(series, frontends, totals)),
  ];
}

/**
 * What each server's counter grew by over the run. A counter that goes down belongs to a balancer that was
 * started anew (or to another director) and counts from 0 again; a server's first reading is its base.
 */
function sumCounters(events: readonly CountersEvent[]): ReadonlyMap<string, Counts> {
  const totals = new Map<string, Record<string, number>>();
  const last = new Map<string, number>();
  for (const event of events) {
    for (const [backend, servers] of Object.entries(event.backends)) {
      const grown = totals.get(backend) ?? {};
      totals.set(backend, grown);
      for (const [server, count] of Object.entries(servers)) {
        const key = JSON.stringify([event.observer, backend, server]);
        grown[server] = (grown[server] ?? 0) + growth(last.get(key), count);
        last.set(key, count);
      }
    }
  }
  return totals;
}

function growth(before: number | undefined, now: number): number {
  if (before === undefined) {
    return 0;
  }
  return now >= before ? now - before : now;
}

/** A probe that keeps its cookies is meant to stay on one server: it says nothing about balance. */
function probeRow(
  series: ProbeSeries,
  frontends: readonly FrontendFacts[],
  totals: ReadonlyMap<string, Counts>,
): readonly BalanceRow[] {
  const frontend = frontends.find(({ name }) => name === series.facts.frontend);
  if (frontend === undefined || series.facts.cookies) {
    return [];
  }
  const answered: Record<string, number> = {};
  for (const { kind, server } of series.sent) {
    if (kind === 'ok' && server !== undefined) {
      answered[server] = (answered[server] ?? 0) + 1;
    }
  }
  const silent = silentServers(answered, totals.get(frontend.backend) ?? {});
  return rowOf(frontend, `probe:${series.facts.id}`, { ...silent, ...answered });
}

/** Servers that never answered, known where the balancer and the pages call the servers by the same names. */
function silentServers(answered: Counts, known: Counts): Counts {
  const sameNames = Object.keys(answered).every((server) => server in known);
  return sameNames ? Object.fromEntries(Object.keys(known).map((server) => [server, 0])) : {};
}

function rowOf(frontend: FrontendFacts, source: string, byServer: Counts): readonly BalanceRow[] {
  const counts = Object.values(byServer);
  const equal = mean(counts);
  if (equal === undefined || equal === 0) {
    return [];
  }
  const farthest = counts.reduce((most, count) => Math.max(most, Math.abs(count - equal)), 0);
  return [
    {
      frontend: frontend.name,
      mode: frontend.mode,
      source,
      byServer,
      maxDeviationPercent: 100 * (farthest / equal),
      maxDeviationCount: farthest,
    },
  ];
}
