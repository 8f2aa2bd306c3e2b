import { parseQuantity, type QuantityForm } from './quantity.js';

/** `512B`, `200KiB` (1024), `10MB` (1000). In bytes, whole; at most 1 TiB. */
export const sizeForm: QuantityForm = {
  noun: 'a size',
  example: '200KiB',
  units: {
    B: 1,
    kB: 1e3,
    KB: 1e3,
    KiB: 2 ** 10,
    MB: 1e6,
    MiB: 2 ** 20,
    GB: 1e9,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  },
  max: 2 ** 40,
  maxText: '1TiB',
  zeroNeedsNoUnit: false,
  usual: ['B', 'KiB'],
  whole: true,
};

/**
 * @returns bytes, whole, 0 to 2^40
 * @throws ChaosError BAD_QUANTITY
 */
export function parseSize(text: string): number {
  return parseQuantity(sizeForm, text);
}

/** For people: `200KiB`, `9.5MiB`, to one decimal place. */
export function formatSize(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 'B';
  for (const next of units) {
    if (value < 1024) {
      break;
    }
    value /= 1024;
    unit = next;
  }
  return `${Number(value.toFixed(1))}${unit}`;
}
