import type { LoadSpec, RateStage } from '../types.js';

/** The rate of an open loop over time. */
export type RateProfile = Pick<LoadSpec, 'ratePerSecond' | 'stages'>;

/** A part of the profile: from one rate to another, per millisecond, and how many arrivals come before it. */
interface Part {
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly firstRate: number;
  readonly lastRate: number;
  readonly before: number;
}

/**
 * When so many arrivals are expected to have come: the inverse of the integral of the rate. Milliseconds since the
 * start for a number of arrivals that never falls from call to call; Infinity for what comes after the last stage.
 */
export function timeOfArrival(profile: RateProfile): (arrivals: number) => number {
  const { ratePerSecond = 0, stages } = profile;
  if (stages === undefined) {
    const gapMs = 1000 / ratePerSecond;
    return (arrivals) => arrivals * gapMs;
  }
  const parts = partsOf(ratePerSecond, stages);
  let current = 0;
  return (arrivals) => {
    for (; current < parts.length; current++) {
      const atMs = timeWithin(parts[current] as Part, arrivals);
      if (atMs !== undefined) return atMs;
    }
    return Number.POSITIVE_INFINITY;
  };
}

function partsOf(startPerSecond: number, stages: readonly RateStage[]): readonly Part[] {
  const parts: Part[] = [];
  let fromMs = 0;
  let before = 0;
  let rate = startPerSecond / 1000;
  for (const { shape, ratePerSecond, durationMs } of stages) {
    const lastRate = ratePerSecond / 1000;
    const firstRate = shape === 'ramp' ? rate : lastRate;
    parts.push({ fromMs, lengthMs: durationMs, firstRate, lastRate, before });
    fromMs += durationMs;
    before += ((firstRate + lastRate) / 2) * durationMs;
    rate = lastRate;
  }
  return parts;
}

/** Solves firstRate × t + (lastRate − firstRate) × t² / (2 × length) = arrivals; undefined where t is not within. */
function timeWithin(part: Part, arrivals: number): number | undefined {
  const { fromMs, lengthMs, firstRate, lastRate } = part;
  const wanted = arrivals - part.before;
  const underRoot = firstRate ** 2 + (2 * wanted * (lastRate - firstRate)) / lengthMs;
  if (underRoot < 0) return undefined;
  const divisor = firstRate + Math.sqrt(underRoot);
  if (divisor === 0) return wanted === 0 && lastRate > 0 ? fromMs : undefined;
  const withinMs = (2 * wanted) / divisor;
  return withinMs < lengthMs ? fromMs + withinMs : undefined;
}
