import { longestStretch, mostDownAtOnce, UNKNOWN_STATE } from '../states.js';
import type { BalanceRow, StateLane } from '../types.js';
import { ownersIn, vipLanes, vipOf } from '../vip-moves.js';
import { homeOf } from '../vrrp.js';
import {
  exactly,
  largest,
  largestOf,
  type Metric,
  type MetricSource,
  type MetricValue,
  smallestOf,
} from './metric.js';

const needs = 'an observer of virtual IPs';

export const vipMetrics = {
  'failover.count': {
    unit: 'count',
    description: 'times that the virtual IP passed to another host, there and back being two',
    better: 'less',
    needs,
    selects: 'vip',
    evaluate: (source) =>
      largestOf(
        watchedVips(source),
        (lane) => source.failovers.filter(({ vip }) => vip === vipOf(lane)).length,
        vipOf,
      ),
  },
  'failover.takeover.max': {
    unit: 'ms',
    description: 'longest time from the cause until the new owner had the virtual IP',
    better: 'less',
    needs: 'a failover that a fault caused',
    selects: 'vip',
    evaluate: ({ failovers }) =>
      largestOf(
        failovers,
        ({ takeoverMs, causeMs }) => (causeMs === null ? null : takeoverMs - causeMs),
        ({ vip, from, to }) => `${vip}, ${from} to ${to}`,
      ),
  },
  'failover.outage.max': {
    unit: 'ms',
    description: 'longest outage that users felt because of a failover',
    better: 'less',
    needs: 'a failover, and a probe',
    selects: 'vip',
    evaluate: longestFailoverOutage,
  },
  'vip.overlap.max': {
    unit: 'ms',
    description: 'longest time with two owners at once',
    better: 'less',
    needs,
    selects: 'vip',
    evaluate: (source) => longestTime(source, (owners) => owners.length > 1),
  },
  'vip.unowned.max': {
    unit: 'ms',
    description: 'longest time without an owner',
    better: 'less',
    needs,
    selects: 'vip',
    evaluate: (source) => longestTime(source, (owners) => owners.length === 0),
  },
  'vip.home': {
    unit: 'share',
    description: 'share of the virtual IPs that their highest-priority host owns at the end',
    better: 'more',
    needs: 'an observer of virtual IPs, and priorities in the cluster file',
    selects: 'vip',
    evaluate: homeShare,
  },
} as const satisfies Record<string, Metric>;

function watchedVips({ states }: MetricSource): readonly StateLane[] {
  return vipLanes(states).filter(({ segments }) => segments.some(({ state }) => state !== UNKNOWN_STATE));
}

function longestFailoverOutage({ failovers, probes }: MetricSource): MetricValue | null {
  if (failovers.length === 0 || probes.every(({ sent, late }) => sent === late)) {
    return null;
  }
  const felt = failovers.map(({ vip, from, to, outage }) => ({
    low: outage?.lowMs ?? 0,
    high: outage?.highMs ?? 0,
    because: `${vip}, ${from} to ${to}`,
  }));
  const longest = largest(felt, ({ low, high }) => low + high);
  return longest === undefined ? null : { ...longest, value: (longest.low + longest.high) / 2 };
}

/** Time in which nobody was watching may have been such a time as well. */
function longestTime(
  source: MetricSource,
  matches: (owners: readonly string[]) => boolean,
): MetricValue | null {
  const spans = watchedVips(source).map((lane) => {
    const known = (state: string) => {
      const owners = ownersIn(state);
      return owners !== undefined && matches(owners);
    };
    const low = longestStretch(lane, known);
    return {
      value: low,
      low,
      high: longestStretch(lane, (state) => state === UNKNOWN_STATE || known(state)),
      because: vipOf(lane),
    };
  });
  const longest = largest(spans, ({ value }) => value);
  return longest === undefined ? null : { ...longest, high: Math.max(...spans.map(({ high }) => high)) };
}

function homeShare(source: MetricSource): MetricValue | null {
  const lasts = watchedVips(source).map((lane) => ({
    home: source.vips.filter(({ name }) => name === vipOf(lane)).flatMap((vip) => homeOf(vip) ?? [])[0],
    last: lane.segments.at(-1)?.state ?? UNKNOWN_STATE,
  }));
  if (lasts.length === 0 || lasts.some(({ home, last }) => home === undefined || last === UNKNOWN_STATE)) {
    return null;
  }
  return exactly(lasts.filter(({ home, last }) => home === last).length / lasts.length);
}

export const balanceMetrics = {
  'balance.deviation.max': {
    unit: 'percent',
    description: "largest distance of a server's share from the equal share",
    better: 'less',
    needs: "a frontend whose servers' shares are known",
    selects: 'frontend',
    evaluate: (source) => largestOf(balanced(source), (row) => row.maxDeviationPercent, rowName),
  },
  'balance.deviation.count.max': {
    unit: 'count',
    description: "largest distance of a server's count from the mean count",
    better: 'less',
    needs: "a frontend whose servers' shares are known",
    selects: 'frontend',
    evaluate: (source) => largestOf(balanced(source), (row) => row.maxDeviationCount, rowName),
  },
  'balance.servers': {
    unit: 'count',
    description: 'servers that got any share, of the frontend with the fewest',
    better: 'more',
    needs: "a frontend whose servers' shares are known",
    selects: 'frontend',
    evaluate: (source) =>
      smallestOf(
        balanced(source),
        ({ byServer }) => Object.values(byServer).filter((count) => count > 0).length,
        rowName,
      ),
  },
  'stickiness.servers.max': {
    unit: 'count',
    description: 'servers that answered one client with cookies; 1 is perfect stickiness',
    better: 'less',
    needs: 'a probe with cookies, and a page that says who answered',
    selects: 'probe',
    evaluate: ({ stickiness }) =>
      largestOf(
        stickiness,
        ({ servers }) => servers.length,
        ({ probe }) => probe,
      ),
  },
} as const satisfies Record<string, Metric>;

/**
 * The balancer's own counters where there are any, else what the probes saw; without the frontends that a
 * probe with cookies goes through: there, sticking to one server is what is wanted.
 */
function balanced({ balance, stickiness }: MetricSource): readonly BalanceRow[] {
  const sticky = new Set(stickiness.map(({ frontend }) => frontend));
  const free = balance.filter(({ frontend }) => !sticky.has(frontend));
  const counted = new Set(free.filter(({ source }) => source === 'balancer').map(({ frontend }) => frontend));
  return free.filter(({ source, frontend }) => source === 'balancer' || !counted.has(frontend));
}

function rowName({ frontend, source }: BalanceRow): string {
  return `${frontend}, by ${source}`;
}

export const stateMetrics = {
  'faults.healed': {
    unit: 'count',
    description: 'faults after which the cluster was seen to have recovered',
    better: 'more',
    needs: 'a fault',
    evaluate: ({ faults }) =>
      faults.length === 0 ? null : exactly(faults.filter(({ healedMs }) => healedMs !== null).length),
  },
  'faults.unhealed': {
    unit: 'count',
    description: 'faults that were injected and after which the cluster was not seen to recover',
    better: 'less',
    needs: 'a fault',
    evaluate: ({ faults }) =>
      faults.length === 0
        ? null
        : exactly(
            faults.filter(({ injectedMs, healedMs }) => injectedMs !== null && healedMs === null).length,
          ),
  },
  'servers.down.max': {
    unit: 'count',
    description: 'most servers that the balancer held to be down at once',
    better: 'less',
    needs: "an observer of the balancer's servers",
    evaluate: (source) => mostDown(source, 'server:'),
  },
  'containers.down.max': {
    unit: 'count',
    description: 'most containers that were down at once',
    better: 'less',
    needs: 'an observer of containers',
    evaluate: (source) => mostDown(source, 'container:'),
  },
  'bricks.down.max': {
    unit: 'count',
    description: 'most storage bricks that were down at once',
    better: 'less',
    needs: 'an observer of bricks',
    evaluate: (source) => mostDown(source, 'brick:'),
  },
  'peers.down.max': {
    unit: 'count',
    description: 'most storage hosts that the others held to be disconnected at once',
    better: 'less',
    needs: 'an observer of peers',
    evaluate: (source) => mostDown(source, 'peer:'),
  },
  'nodes.down.max': {
    unit: 'count',
    description: 'most nodes that Pacemaker held to be offline at once',
    better: 'less',
    needs: 'an observer of Pacemaker',
    evaluate: (source) => mostDown(source, 'node:'),
  },
} as const satisfies Record<string, Metric>;

function mostDown({ states }: MetricSource, prefix: string): MetricValue | null {
  const lanes = states.filter(
    ({ subject, segments }) =>
      subject.startsWith(prefix) && segments.some(({ state }) => state !== UNKNOWN_STATE),
  );
  if (lanes.length === 0) {
    return null;
  }
  // A server's subject is `server:<backend>/<name>`: the same server may be in several backends.
  const most = mostDownAtOnce(lanes, (subject) => subject.slice(prefix.length).split('/').at(-1) ?? subject);
  return exactly(most);
}
