import { parseQuantity, type QuantityForm } from './quantity.js';

/** `50/s`, `3000/m`, `100/h`. Per second; at most a million. */
export const rateForm: QuantityForm = {
  noun: 'a rate',
  example: '50/s',
  units: { '/s': 1, '/m': 1 / 60, '/h': 1 / 3600 },
  max: 1e6,
  maxText: '1000000/s',
  zeroNeedsNoUnit: false,
  usual: ['/s', '/m'],
};

/**
 * @returns events per second, 0 to 1e6
 * @throws ChaosError BAD_QUANTITY
 */
export function parseRate(text: string): number {
  return parseQuantity(rateForm, text);
}
