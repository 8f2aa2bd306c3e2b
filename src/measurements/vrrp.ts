import type { VipFacts } from '../history/types.js';

/** Faults that end a director's advertisements at once, without a farewell (an advertisement of priority 0). */
const SILENCING: ReadonlySet<string> = new Set([
  'nic.unplug',
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
export function expectedTakeover(vip: VipFacts, to: string): { low: number; high: number } | null {
  const priority = vip.priorities[to];
  if (vip.manager !== 'keepalived' || priority === undefined) {
    return null;
  }
  const skewMs = ((256 - priority) * vip.advertMs) / 256;
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

export function silences(fault: string): boolean {
  return SILENCING.has(fault);
}

/** The host that owns the address while all is well; undefined for no or equal priorities. */
export function homeOf(vip: VipFacts): string | undefined {
  const ranked = Object.entries(vip.priorities).sort(([, one], [, other]) => other - one);
  const [first, second] = ranked;
  return first !== undefined && first[1] !== second?.[1] ? first[0] : undefined;
}
