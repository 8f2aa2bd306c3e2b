import { quantileOf } from './quantile.js';

/**
 * P(|T| > |t|) of Student's distribution with a whole number of degrees of freedom: finite sums, no approximation.
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.7.3 and 26.7.4.
 */
export function studentTwoSided(t: number, degrees: number): number {
  if (!Number.isFinite(t)) {
    return 0;
  }
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  const isOdd = degrees % 2 === 1;
  const inside = isOdd
    ? (2 / Math.PI) * (angle + (degrees > 1 ? sine * seriesOf(cosine, 1, degrees - 2) : 0))
    : sine * seriesOf(cosine, 0, degrees - 2);
  return Math.max(0, 1 - inside);
}

/** The t that |T| exceeds with probability 1 − `confidence`. */
export function studentCritical(confidence: number, degrees: number): number {
  return quantileOf((t) => 1 - studentTwoSided(t, degrees), confidence, 0, 1e9);
}

/** Powers of the cosine from `from` to `to` in steps of two, each with its coefficient. */
function seriesOf(cosine: number, from: number, to: number): number {
  let term = cosine ** from;
  let sum = term;
  for (let power = from + 2; power <= to; power += 2) {
    term *= ((power - 1) / power) * cosine ** 2;
    sum += term;
  }
  return sum;
}
