/** @returns undefined for no values */
export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) {
    return undefined;
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The sample standard deviation (divisor n − 1), in two passes: the one-pass formula loses all digits when
 * the mean is large. Source: Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance",
 * The American Statistician 37 (1983).
 * @returns undefined for fewer than two values
 */
export function standardDeviation(values: readonly number[]): number | undefined {
  const centre = mean(values);
  if (centre === undefined || values.length < 2) {
    return undefined;
  }
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
