import type { ProbeEvent } from '../history/types.js';
import { groupBy } from './group-by.js';
import type { ProbeSeries } from './probe-series.js';
import type { StickinessRow } from './types.js';

/** One row for each lane of a probe that keeps its cookies and whose page says who answered. */
export function stickinessRows(probes: readonly ProbeSeries[]): readonly StickinessRow[] {
  return probes.filter(({ facts }) => facts.cookies).flatMap(rowsOf);
}

function rowsOf({ facts, sent }: ProbeSeries): readonly StickinessRow[] {
  const named = sent.filter(({ kind, server }) => kind === 'ok' && server !== undefined);
  return [...groupBy(named, ({ lane }) => String(lane)).values()].map((answers) => ({
    probe: facts.id,
    frontend: facts.frontend,
    ...(facts.lanes > 1 ? { lane: answers[0].lane } : {}),
    ...visited(answers),
  }));
}

function visited(answers: readonly ProbeEvent[]): Pick<StickinessRow, 'servers' | 'switches'> {
  const servers = answers.flatMap(({ server }) => server ?? []);
  return {
    servers: [...new Set(servers)],
    switches: servers.filter((server, index) => index > 0 && server !== servers[index - 1]).length,
  };
}
