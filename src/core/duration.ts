import { parseQuantity, type QuantityForm } from './quantity.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** `20ms`, `1.5s`, `2m`, `1h`, or a bare 0. In milliseconds; at most a week, which any timer can hold. */
export const durationForm: QuantityForm = {
  noun: 'a duration',
  example: '20ms',
  units: { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS },
  max: 168 * HOUR_MS,
  maxText: '168h',
  zeroNeedsNoUnit: true,
  usual: ['ms', 's'],
};

/**
 * @returns milliseconds, 0 to one week, to the nearest nanosecond
 * @throws ChaosError BAD_QUANTITY
 */
export function parseDuration(text: string): number {
  return parseQuantity(durationForm, text);
}

/** The shortest text that {@link parseDuration} reads back as the same number: `90s`, `2m`, `1.5s`, `20ms`. */
export function formatDuration(durationMs: number): string {
  if (durationMs > 0 && durationMs % HOUR_MS === 0) {
    return `${durationMs / HOUR_MS}h`;
  }
  if (durationMs > 0 && durationMs % MINUTE_MS === 0) {
    return `${durationMs / MINUTE_MS}m`;
  }
  if (durationMs >= SECOND_MS) {
    return `${decimal(durationMs / SECOND_MS, 9)}s`;
  }
  return `${decimal(durationMs, 6)}ms`;
}

/** Without exponent and without trailing zeros. */
function decimal(value: number, places: number): string {
  return value.toFixed(places).replace(/\.?0+$/u, '');
}
