/**
 * p values of several tests, corrected so that the chance of one false discovery among all of them stays below the
 * level they are compared with, whatever depends on what. In the order given.
 * Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scand. J. Statist. 6 (1979).
 */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, index) => index).sort((a, b) => (ps[a] ?? 0) - (ps[b] ?? 0));
  const adjusted = new Array<number>(ps.length).fill(1);
  let largest = 0;
  order.forEach((index, place) => {
    largest = Math.max(largest, Math.min(1, (ps[index] ?? 1) * (ps.length - place)));
    adjusted[index] = largest;
  });
  return adjusted;
}
