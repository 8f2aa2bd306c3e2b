import type { FaultFacts, VipFacts } from '../history/types.js';

/** Faults that end the balancing process; the one that speaks VRRP may go on. */
const ENDING_A_PROCESS: ReadonlySet<string> = new Set(['process.kill', 'service.stop']);
const BALANCING = 'haproxy';
const SPEAKER = 'keepalived';

/** Faults that end a director's advertisements at once, without a farewell (an advertisement of priority 0). */
const SILENCING: ReadonlySet<string> = new Set([
  'nic.unplug',
  'nic.down',
  'process.kill',
  'process.pause',
  'container.kill',
  'container.pause',
  'power.off',
  'host.crash',
]);

/**
 * How long the service should be away when an address passes to `to`, in milliseconds. The one that takes over
 * waits 3 × advertisement interval + skew since the last advertisement it heard, skew = (256 − its priority) ×
 * interval / 256; the old owner fell silent at any phase of an interval, so up to one interval of that had
 * passed already. Source: RFC 5798, sections 6.1 and 6.4.2.
 */
function expectedTakeover(vip: VipFacts, to: string): { low: number; high: number } | null {
  const priority = vip.priorities[to];
  if (vip.manager !== 'keepalived' || priority === undefined) {
    return null;
  }
  const skewMs = skewOf(vip, priority);
  return { low: 2 * vip.advertMs + skewMs, high: 3 * vip.advertMs + skewMs };
}

/**
 * A router of higher priority that comes back takes the address from a living owner, which gives it up when it
 * hears of it: the timers ask for no time without an owner.
 */
export function expectedPreemption(
  vip: VipFacts,
  from: string,
  to: string,
): { low: number; high: number } | null {
  const old = vip.priorities[from];
  const next = vip.priorities[to];
  const preempts = old !== undefined && next !== undefined && next > old;
  return vip.manager === 'keepalived' && preempts ? { low: 0, high: 0 } : null;
}

/** What the timers make one expect of a fault on the owner, by what the fault makes of it. */
export function expectedAfter(
  fault: FaultFacts,
  vip: VipFacts,
  to: string,
): { low: number; high: number } | null {
  const ended = ENDING_A_PROCESS.has(fault.fault)
    ? (fault.options?.process ?? fault.options?.service ?? BALANCING)
    : undefined;
  if (ended === BALANCING && vip.check !== undefined) {
    return expectedFarewell(vip, to, vip.check);
  }
  if (ended === SPEAKER && fault.fault === 'service.stop') {
    return expectedFarewell(vip, to);
  }
  return SILENCING.has(fault.fault) ? expectedTakeover(vip, to) : null;
}

/**
 * An owner that gives the address up says so by an advertisement of priority 0, after which the next one waits its skew
 * alone. One that learns by a check that its balancer is gone says it once `fall` checks in a row have failed, the first
 * of them at any phase of their interval. Source: RFC 5798, section 6.4.2; keepalived.conf(5), `vrrp_script`.
 * @param check absent: it says so at once
 */
function expectedFarewell(
  vip: VipFacts,
  to: string,
  check: VipFacts['check'] = { interMs: 0, fall: 1 },
): { low: number; high: number } | null {
  const priority = vip.priorities[to];
  if (vip.manager !== 'keepalived' || priority === undefined) {
    return null;
  }
  const skewMs = skewOf(vip, priority);
  return { low: (check.fall - 1) * check.interMs + skewMs, high: check.fall * check.interMs + skewMs };
}

function skewOf({ advertMs }: VipFacts, priority: number): number {
  return ((256 - priority) * advertMs) / 256;
}

/** The host that owns the address while all is well; undefined for no or equal priorities. */
export function homeOf(vip: VipFacts): string | undefined {
  const ranked = Object.entries(vip.priorities).sort(([, one], [, other]) => other - one);
  const [first, second] = ranked;
  return first !== undefined && first[1] !== second?.[1] ? first[0] : undefined;
}
