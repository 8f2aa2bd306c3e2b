import type { Balancer } from '../cluster/types.js';
import { parseBalancerStatistics, type ServerStatistics } from './balancer-statistics.js';
import type { ObserverContext, ObserverDefinition, RunningObserver } from './types.js';

const PERIOD_MS = 250;
const TIMEOUT_MS = 1_000;
const COUNTERS_EVERY = 4;
/** After so many polls without an answer the servers' states are unknown. */
const LOST_AFTER = 2;

export const balancerObserver: ObserverDefinition = {
  name: 'balancer',
  summary: "each server's state in the balancer, and its sessions so far",
  needs: 'a balancer with a statistics page',
  applies: ({ cluster }) => cluster.balancer?.statsUrl !== undefined,
  describe: ({ cluster }) =>
    `polls ${cluster.balancer?.statsUrl};csv every ${PERIOD_MS} ms: changes are seen up to that much late`,
  start: async (context) => {
    const balancer = context.cluster.balancer;
    return balancer?.statsUrl === undefined
      ? { stop: async () => {} }
      : poll(balancer, `${balancer.statsUrl};csv`, context);
  },
};

async function poll(balancer: Balancer, url: string, context: ObserverContext): Promise<RunningObserver> {
  const stopping = new AbortController();
  const states = new Map<string, string>();
  let lost = 0;
  let polls = 0;
  const emitState = (subject: string, state: string) => {
    if (states.get(subject) !== state) {
      states.set(subject, state);
      context.emit({ type: 'state', t: context.clock.nowMs(), subject, state, observer: 'balancer' });
    }
  };
  const once = async () => {
    try {
      const servers = await fetchStatistics(url, balancer, stopping.signal);
      lost = 0;
      for (const server of servers) {
        emitState(`server:${server.proxy}/${server.server}`, server.status);
      }
      if (polls++ % COUNTERS_EVERY === 0) {
        emitCounters(servers, context);
      }
    } catch {
      lost++;
      if (lost === LOST_AFTER) {
        for (const subject of states.keys()) {
          emitState(subject, 'unknown');
        }
      }
    }
  };
  await once();
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      const startedMs = context.clock.nowMs();
      await once();
      await context.clock.sleep(PERIOD_MS - (context.clock.nowMs() - startedMs), stopping.signal);
    }
  })();
  return {
    stop: async () => {
      polls = 0;
      await once();
      stopping.abort();
      await ended;
    },
  };
}

async function fetchStatistics(
  url: string,
  balancer: Balancer,
  stopping: AbortSignal,
): Promise<ServerStatistics[]> {
  const credentials = Buffer.from(`${balancer.user ?? ''}:${balancer.password ?? ''}`).toString('base64');
  const response = await fetch(url, {
    headers: {
      ...(balancer.user === undefined ? {} : { authorization: `Basic ${credentials}` }),
      connection: 'close',
    },
    signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  const body = await response.text();
  if (!response.ok) {
    throw new Error(`the statistics page answered ${response.status}`);
  }
  return parseBalancerStatistics(body);
}

function emitCounters(servers: readonly ServerStatistics[], context: ObserverContext): void {
  const backends: Record<string, Record<string, number>> = {};
  for (const { proxy, server, sessionsTotal } of servers) {
    backends[proxy] = { ...backends[proxy], [server]: sessionsTotal };
  }
  context.emit({ type: 'counters', t: context.clock.nowMs(), observer: 'balancer', backends });
}
