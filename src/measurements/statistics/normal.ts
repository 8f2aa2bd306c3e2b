import { quantileOf } from './quantile.js';

const NUMERATOR = [
  3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
  221.213596169931, 220.206867912376,
] as const;
const DENOMINATOR = [
  8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
  637.333633378831, 793.826512519948, 440.413735824752,
] as const;
const TAIL = 5 * Math.SQRT2;

/**
 * P(Z ≤ z) of the standard normal distribution, to about 14 digits of its larger tail. Source: Hart's rational
 * approximation 5666 ("Computer Approximations", 1968) in the form of West, "Better Approximations to Cumulative
 * Normal Functions", Wilmott Magazine (2005).
 */
export function normalCdf(z: number): number {
  const size = Math.abs(z);
  const density = Math.exp(-(size ** 2) / 2);
  const tail =
    size < TAIL
      ? (density * polynomial(NUMERATOR, size)) / polynomial(DENOMINATOR, size)
      : density / (Math.sqrt(2 * Math.PI) * continuedFraction(size));
  return z > 0 ? 1 - tail : tail;
}

/** The z with P(Z ≤ z) = `probability`, which lies in (0, 1). */
export function normalQuantile(probability: number): number {
  return quantileOf(normalCdf, probability, -40, 40);
}

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

function continuedFraction(x: number): number {
  return [4, 3, 2, 1].reduce((below, numerator) => x + numerator / below, x + 0.65);
}
