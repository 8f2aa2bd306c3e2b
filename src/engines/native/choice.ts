import type { Random } from '../../core/random.js';

/** @returns the index of one of the items, at random by their weights, at each call */
export function choiceByWeight(
  items: readonly { readonly weight: number }[],
  random: Pick<Random, 'next'>,
): () => number {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  const last = items.length - 1;
  return () => {
    let left = random.next() * total;
    for (let index = 0; index < last; index++) {
      left -= items[index]?.weight ?? 0;
      if (left < 0) return index;
    }
    return last;
  };
}
