import { longestStretch, UNKNOWN_STATE } from '../states.js';
import type { StateLane } from '../types.js';
import { ownersIn, vipLanes, vipOf } from '../vip-moves.js';
import { largestOf, type Metric, type MetricSource } from './metric.js';

const BALANCER_PREFIX = 'haproxy:';
const SERVER_PREFIX = 'server:';

export const colocationMetrics = {
  'balancer.apart.max': {
    unit: 'ms',
    description: 'longest time that a virtual IP was on a host whose balancer did not run',
    better: 'less',
    needs: 'observers of virtual IPs and of each balancer',
    evaluate: longestApart,
  },
  'statistics.unseen.max': {
    unit: 'ms',
    description: "longest time that the balancer's statistics page answered nobody",
    better: 'less',
    needs: "an observer of the balancer's servers",
    evaluate: ({ states }) =>
      largestOf(
        states.filter(({ subject }) => subject.startsWith(SERVER_PREFIX)),
        (lane) => longestStretch(lane, (state) => state === UNKNOWN_STATE),
        ({ subject }) => subject,
      ),
  },
} as const satisfies Record<string, Metric>;

function longestApart({ states }: MetricSource) {
  const balancers = new Map(
    states
      .filter(({ subject }) => subject.startsWith(BALANCER_PREFIX) && !subject.includes('/'))
      .map((lane) => [lane.subject.slice(BALANCER_PREFIX.length), lane]),
  );
  const vips = balancers.size === 0 ? [] : vipLanes(states);
  return largestOf(vips, (lane) => apart(lane, balancers), vipOf);
}

/** Over one owner's time with the address; the times of two owners never run together. */
function apart(vip: StateLane, balancers: ReadonlyMap<string, StateLane>): number {
  const times = vip.segments.flatMap((owned) =>
    (ownersIn(owned.state) ?? []).flatMap((owner) =>
      (balancers.get(owner)?.segments ?? [])
        .filter(({ state }) => state === 'down')
        .map((down) => Math.min(owned.toMs, down.toMs) - Math.max(owned.fromMs, down.fromMs)),
    ),
  );
  return Math.max(0, ...times);
}
