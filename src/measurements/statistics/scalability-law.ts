/**
 * The Universal Scalability Law: X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), N the concurrency, λ the rate of one, σ the
 * share that queues (contention), κ the cost of keeping each other informed (coherency).
 * Source: Gunther, "Guerrilla Capacity Planning" (2007), chapters 4 to 6; "A General Theory of Computational
 * Scalability Based on Rational Functions", arXiv:0808.1431 (2008).
 */
export interface ScalabilityLaw {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
}

export interface LoadPoint {
  readonly concurrency: number;
  readonly perSecond: number;
}

export function rateBy({ lambda, sigma, kappa }: ScalabilityLaw, concurrency: number): number {
  return lambda * shape(concurrency, sigma, kappa);
}

function shape(n: number, sigma: number, kappa: number): number {
  return n / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

/** The concurrency with the highest rate; null where the law goes on rising towards λ/σ, or for ever. */
export function peakOf({ sigma, kappa }: ScalabilityLaw): number | null {
  if (sigma >= 1) {
    return 1;
  }
  return kappa > 0 ? Math.max(1, Math.sqrt((1 - sigma) / kappa)) : null;
}

const MOST_STEPS = 200;
const ENOUGH = 1e-12;

/**
 * The law with the least sum of squared distances of its rates from the points', with σ ≥ 0 and κ ≥ 0. For given σ and
 * κ the best λ follows at once (variable projection: Golub and Pereyra, SIAM J. Numer. Anal. 10 (1973)); what is
 * left is a search in two dimensions by Levenberg-Marquardt steps, cut off at the bounds. It starts from the linear
 * form N/X = a + b(N − 1) + cN(N − 1) with the bounds kept, and from the best of a coarse grid, for the sum of squares
 * may have several valleys.
 * @param points rates above 0, of at least three concurrencies
 */
export function fitScalabilityLaw(points: readonly LoadPoint[]): ScalabilityLaw {
  return [linearStart(points), ...bestOfGrid(points)]
    .map((start) => descend(points, start))
    .reduce((best, next) => (squaresOf(points, next) < squaresOf(points, best) ? next : best));
}

const GRID = [0, ...Array.from({ length: 13 }, (_, index) => 10 ** (-5 + index / 2))];
const STARTS = 12;

function bestOfGrid(points: readonly LoadPoint[]): readonly Pair[] {
  return GRID.flatMap((sigma) => GRID.map((kappa): Pair => [sigma, kappa]))
    .map((pair) => ({ pair, squares: squaresOf(points, lawAt(points, pair)) }))
    .sort((one, other) => one.squares - other.squares)
    .slice(0, STARTS)
    .map(({ pair }) => pair);
}

/** σ and κ. */
type Pair = readonly [number, number];

function lawAt(points: readonly LoadPoint[], [sigma, kappa]: Pair): ScalabilityLaw {
  let products = 0;
  let squares = 0;
  for (const { concurrency, perSecond } of points) {
    const share = shape(concurrency, sigma, kappa);
    products += share * perSecond;
    squares += share * share;
  }
  return { lambda: products / squares, sigma, kappa };
}

function residualsOf(points: readonly LoadPoint[], law: ScalabilityLaw): readonly number[] {
  return points.map(({ concurrency, perSecond }) => perSecond - rateBy(law, concurrency));
}

function squaresOf(points: readonly LoadPoint[], law: ScalabilityLaw): number {
  return residualsOf(points, law).reduce((sum, residual) => sum + residual * residual, 0);
}

function descend(points: readonly LoadPoint[], start: Pair): ScalabilityLaw {
  let at = start;
  let law = lawAt(points, at);
  let squares = squaresOf(points, law);
  let damping = 1e-3;
  for (let step = 0; step < MOST_STEPS && damping < 1e12; step++) {
    const next = stepFrom(points, at, damping);
    const nextLaw = lawAt(points, next);
    const nextSquares = squaresOf(points, nextLaw);
    if (!(nextSquares < squares)) {
      damping *= 10;
      continue;
    }
    const gained = squares - nextSquares;
    at = next;
    law = nextLaw;
    squares = nextSquares;
    damping = Math.max(1e-12, damping / 10);
    if (gained <= ENOUGH * squares) {
      break;
    }
  }
  return law;
}

/** A damped Gauss-Newton step over the parameters that are not held at 0 by their bound. */
function stepFrom(points: readonly LoadPoint[], at: Pair, damping: number): Pair {
  const residuals = residualsOf(points, lawAt(points, at));
  const slopes = [slopeOf(points, at, residuals, 0), slopeOf(points, at, residuals, 1)] as const;
  const gradient = slopes.map((slope) => dot(slope, residuals)) as [number, number];
  // The sum of squares falls along the gradient's opposite: at 0, only a gradient that leads inwards is followed.
  const free = [0, 1].map((index) => (at[index] ?? 0) > 0 || (gradient[index] ?? 0) < 0) as [
    boolean,
    boolean,
  ];
  const [change0, change1] = solve(slopes, gradient, free, damping);
  return [Math.max(0, at[0] + change0), Math.max(0, at[1] + change1)];
}

/** How the residuals change with one of the parameters, λ following, by a small difference. */
function slopeOf(
  points: readonly LoadPoint[],
  at: Pair,
  residuals: readonly number[],
  index: 0 | 1,
): readonly number[] {
  const by = Math.max(1e-9, 1e-6 * at[index]);
  const moved: Pair = index === 0 ? [at[0] + by, at[1]] : [at[0], at[1] + by];
  return residualsOf(points, lawAt(points, moved)).map(
    (residual, row) => (residual - (residuals[row] ?? 0)) / by,
  );
}

function solve(
  [first, second]: readonly [readonly number[], readonly number[]],
  [gradient0, gradient1]: readonly [number, number],
  [free0, free1]: readonly [boolean, boolean],
  damping: number,
): readonly [number, number] {
  const a = dot(first, first) * (1 + damping);
  const b = dot(first, second);
  const d = dot(second, second) * (1 + damping);
  const determinant = a * d - b * b;
  if (free0 && free1 && determinant > 0) {
    return [-(d * gradient0 - b * gradient1) / determinant, -(a * gradient1 - b * gradient0) / determinant];
  }
  return [free0 && a > 0 ? -gradient0 / a : 0, free1 && d > 0 ? -gradient1 / d : 0];
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

/** The linear form by ordinary least squares in b and c over its first point, with what is negative set to 0. */
function linearStart(points: readonly LoadPoint[]): Pair {
  const [first] = points;
  if (first === undefined) {
    return [0, 0];
  }
  const unit = first.concurrency / first.perSecond;
  const ones = points.map(({ concurrency }) => concurrency - 1);
  const twos = points.map(({ concurrency }) => concurrency * (concurrency - 1));
  const excess = points.map(({ concurrency, perSecond }) => concurrency / perSecond / unit - 1);
  const [sigma, kappa] = solve([ones, twos], [-dot(ones, excess), -dot(twos, excess)], [true, true], 0);
  return [Math.max(0, sigma), Math.max(0, kappa)];
}

export interface Goodness {
  /** 1 − residual / total sum of squares; null where all rates are the same. */
  readonly r2: number | null;
  /** The largest distance of the law from a point, as a share of the point. */
  readonly worstShare: number;
}

export function goodnessOf(points: readonly LoadPoint[], law: ScalabilityLaw): Goodness {
  const centre = points.reduce((sum, { perSecond }) => sum + perSecond, 0) / points.length;
  const total = points.reduce((sum, { perSecond }) => sum + (perSecond - centre) ** 2, 0);
  const residuals = residualsOf(points, law);
  return {
    r2: total > 0 ? 1 - squaresOf(points, law) / total : null,
    worstShare: residuals.reduce(
      (worst, residual, index) => Math.max(worst, Math.abs(residual) / (points[index]?.perSecond ?? 1)),
      0,
    ),
  };
}
