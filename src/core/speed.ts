import type { QuantityForm } from './quantity.js';
import { sizeForm } from './size.js';

/** `2MiB/s`, `500KB/s`. In bytes a second, whole; at most 1 TiB/s. */
export const speedForm: QuantityForm = {
  ...sizeForm,
  noun: 'a speed',
  example: '2MiB/s',
  units: Object.fromEntries(Object.entries(sizeForm.units).map(([unit, bytes]) => [`${unit}/s`, bytes])),
  maxText: '1TiB/s',
  usual: ['KiB/s', 'MiB/s'],
};
