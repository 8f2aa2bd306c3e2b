import type { Random } from '../../src/core/random.js';
import { seededRandom } from '../../src/core/random.js';
import type { OutcomeKind, ProbeEvent } from '../../src/history/types.js';

/**
 * How a service is away between two times, as a prober meets it.
 *
 * - refuse, unavailable, wrong-page: answers at once, but badly; decided when the request arrives
 * - close, truncate: decided when the answer goes out
 * - reset: a process is killed: requests on the way are reset, later ones refused
 * - hang: a cable is cut: nothing that is on the way or comes is ever answered
 * - hang-new: what comes is never answered, what is on the way still is
 * - resend: a cable is cut for less than the time-out: TCP sends again what was lost, connection requests after
 *   1, 3, 7 s, answers after 0.2, 0.6, 1.4, 3 s …
 * - pause: a process is stopped and goes on: what waits is answered then, one after another
 */
export const BEHAVIOURS = [
  'refuse',
  'unavailable',
  'wrong-page',
  'close',
  'truncate',
  'reset',
  'hang',
  'hang-new',
  'resend',
  'pause',
] as const;

export type Behaviour = (typeof BEHAVIOURS)[number];

export interface Simulation {
  readonly behaviour: Behaviour;
  readonly outages: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly durationMs: number;
  /** Of the first probe; less than the interval. */
  readonly phaseMs: number;
  /** Response times are spread over these; the longest comes up often enough to be known. */
  readonly latencyMs: { readonly least: number; readonly most: number };
  /** Probes are sent up to this late. */
  readonly jitterMs: number;
  readonly seed: number;
}

/** What the prober records of such a service. */
export function simulate(simulation: Simulation): readonly ProbeEvent[] {
  const random = seededRandom(simulation.seed, 'simulated service');
  const events: ProbeEvent[] = [];
  for (let sequence = 0; ; sequence++) {
    const dueMs = simulation.phaseMs + sequence * simulation.intervalMs;
    if (dueMs >= simulation.durationMs) {
      return events.toSorted((one, other) => one.endMs - other.endMs);
    }
    const sentMs = dueMs + random.next() * simulation.jitterMs;
    const { kind, endMs } = meet(simulation, sentMs, random);
    const event = {
      t: endMs,
      type: 'probe',
      probe: 'page',
      lane: 0,
      sequence,
      dueMs,
      sentMs,
      endMs,
    } as const;
    events.push({ ...event, kind });
  }
}

interface Met {
  readonly kind: OutcomeKind;
  readonly endMs: number;
}

function meet(simulation: Simulation, sentMs: number, random: Random): Met {
  const flightMs = responseTime(simulation, random);
  const arrivedMs = sentMs + 0.3 * flightMs;
  const answeredMs = sentMs + 0.7 * flightMs;
  const backMs = sentMs + flightMs;
  const away = simulation.outages.find(({ fromMs, toMs }) => answeredMs >= fromMs && arrivedMs < toMs);
  const met: Met =
    away === undefined
      ? { kind: 'ok', endMs: backMs }
      : METS[simulation.behaviour]({
          ...away,
          arrivedMs,
          answeredMs,
          backMs,
          timedOutMs: sentMs + simulation.timeoutMs,
          random,
        });
  return met.endMs - sentMs > simulation.timeoutMs
    ? { kind: 'header-timeout', endMs: sentMs + simulation.timeoutMs }
    : met;
}

/** One in twenty takes the longest time there is. */
function responseTime({ latencyMs: { least, most } }: Simulation, random: Random): number {
  return random.below(20) === 0 ? most : least + (most - least) * random.next() ** 3;
}

interface Meeting {
  readonly fromMs: number;
  readonly toMs: number;
  readonly arrivedMs: number;
  readonly answeredMs: number;
  readonly backMs: number;
  readonly timedOutMs: number;
  readonly random: Random;
}

/** How a request ends that is somewhere on its way during the outage. */
const METS: Readonly<Record<Behaviour, (meeting: Meeting) => Met>> = {
  refuse: whenArriving('connect-refused'),
  unavailable: whenArriving('http-503'),
  'wrong-page': whenArriving('wrong-content'),
  close: whenAnswering('protocol'),
  truncate: whenAnswering('truncated'),
  reset: ({ fromMs, arrivedMs, backMs }) =>
    arrivedMs < fromMs ? { kind: 'reset', endMs: fromMs } : { kind: 'connect-refused', endMs: backMs },
  hang: ({ timedOutMs }) => ({ kind: 'header-timeout', endMs: timedOutMs }),
  'hang-new': ({ fromMs, arrivedMs, backMs, timedOutMs }) =>
    arrivedMs < fromMs ? { kind: 'ok', endMs: backMs } : { kind: 'header-timeout', endMs: timedOutMs },
  resend: ({ fromMs, toMs, arrivedMs, backMs }) => {
    const [base, first] = arrivedMs >= fromMs ? [arrivedMs, 1_000] : [fromMs, 200];
    const waits = Array.from({ length: 6 }, (_, times) => first * (2 ** (times + 1) - 1));
    const resent = waits.find((wait) => base + wait >= toMs) ?? Number.POSITIVE_INFINITY;
    return { kind: 'ok', endMs: backMs + resent };
  },
  pause: ({ toMs, backMs, random }) => ({ kind: 'ok', endMs: Math.max(backMs, toMs + 0.3 + random.next()) }),
};

function whenArriving(kind: OutcomeKind) {
  return ({ fromMs, arrivedMs, backMs }: Meeting): Met => ({
    kind: arrivedMs >= fromMs ? kind : 'ok',
    endMs: backMs,
  });
}

function whenAnswering(kind: OutcomeKind) {
  return ({ toMs, answeredMs, backMs }: Meeting): Met => ({
    kind: answeredMs < toMs ? kind : 'ok',
    endMs: backMs,
  });
}
