import type { Interval } from '../../src/measurements/intervals.js';
import type { Outage } from '../../src/measurements/types.js';
import type { Truth } from './faulty-server.js';

/** A first answer after an outage takes no longer, unless somebody was held up. */
const FIRST_ANSWER_MS = 10;

/** One true outage as one probe saw it. Times in milliseconds on the run's clock. */
export interface Sighting {
  readonly meantMs: number;
  readonly beganMs: readonly [number, number];
  readonly endedMs: readonly [number, number];
  /** The shortest and the longest that it can have lasted. */
  readonly lengthMs: readonly [number, number];
  /** When the machine kept the server from running, from shortly before until the first answer after it. */
  readonly serverHeldUp: readonly Interval[];
  /** None: it went unseen. More than one: it fell apart. */
  readonly outages: readonly Outage[];
}

export interface Matched {
  readonly sightings: readonly Sighting[];
  /** Outages reported while there was none. */
  readonly falseOutages: readonly Outage[];
}

export function matchOutages(
  truths: readonly Truth[],
  outages: readonly Outage[],
  originNs: bigint,
  intervalMs: number,
): Matched {
  const left = new Set(outages);
  const toMs = (ns: bigint) => Number(ns - originNs) / 1e6;
  const sightings = truths.map(({ meantMs, beganNs, endedNs, held }) => {
    const beganMs = [toMs(beganNs[0]), toMs(beganNs[1])] as const;
    const endedMs = [toMs(endedNs[0]), toMs(endedNs[1])] as const;
    const seen = [...left].filter((outage) => earliest(outage) <= endedMs[1] && latest(outage) >= beganMs[0]);
    for (const outage of seen) left.delete(outage);
    const lengthMs = [endedMs[0] - beganMs[1], endedMs[1] - beganMs[0]] as const;
    const untilMs = endedMs[1] + intervalMs + FIRST_ANSWER_MS;
    const serverHeldUp = held
      .map(({ untilNs, forMs }) => ({ fromMs: toMs(untilNs) - forMs, toMs: toMs(untilNs) }))
      .filter(({ fromMs }) => fromMs <= untilMs);
    return { meantMs, beganMs, endedMs, lengthMs, serverHeldUp, outages: seen };
  });
  return { sightings, falseOutages: [...left] };
}

function earliest(outage: Outage): number {
  return outage.beganMs?.low ?? outage.startMs;
}

function latest(outage: Outage): number {
  return outage.endedMs?.high ?? Math.max(outage.endMs, outage.startMs + outage.highMs);
}

/** By how much the true length lies outside the bounds; 0 within them. */
export function outsideMs({ lengthMs }: Sighting, { lowMs, highMs }: Outage): number {
  return Math.max(0, lowMs - lengthMs[1], lengthMs[0] - highMs);
}

/** By how much the bounds are wider than 2T + 5 ms; negative where they are not. */
export function tooWideMs({ lowMs, highMs }: Outage, intervalMs: number): number {
  return highMs - lowMs - (2 * intervalMs + 5);
}
