import { groupBy } from '../core/group-by.js';
import type { ProbeEvent } from '../history/types.js';
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
    ...visited(withCookie(answers)),
  }));
}

/**
 * Probes that were sent before the first answer came had no cookie to send: each is a new client to the balancer,
 * and the cookie of the last of them to be answered is the one that is kept: judged from that one on.
 */
function withCookie(answers: readonly ProbeEvent[]): readonly ProbeEvent[] {
  const firstAnswerMs = answers.reduce(
    (first, { endMs }) => Math.min(first, endMs),
    Number.POSITIVE_INFINITY,
  );
  const settledMs = answers
    .filter(({ sentMs }) => sentMs < firstAnswerMs)
    .reduce((last, { endMs }) => Math.max(last, endMs), 0);
  return answers.filter(({ sentMs, endMs }) => endMs === settledMs || sentMs >= settledMs);
}

function visited(answers: readonly ProbeEvent[]): Pick<StickinessRow, 'servers' | 'switches'> {
  const servers = answers.flatMap(({ server }) => server ?? []);
  return {
    servers: [...new Set(servers)],
    switches: servers.filter((server, index) => index > 0 && server !== servers[index - 1]).length,
  };
}
