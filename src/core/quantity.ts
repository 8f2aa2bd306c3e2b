import { ChaosError } from './errors.js';
import { shown } from './shown.js';

/** A number directly followed by a unit, as people write it. Spelt out in duration.ts, size.ts and rate.ts. */
export interface QuantityForm {
  /** With its article, for messages: `a duration`. */
  readonly noun: string;
  readonly example: string;
  /** Unit to its factor, longest units of the same beginning need no order. */
  readonly units: Readonly<Record<string, number>>;
  /** The largest value, in the base unit, and how to write it. */
  readonly max: number;
  readonly maxText: string;
  /** Whether `0` may stand without a unit. */
  readonly zeroNeedsNoUnit: boolean;
  /** The units that a hint offers first. */
  readonly usual: readonly string[];
  /** Whether the value in the base unit must be whole. */
  readonly whole?: boolean;
}

export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

const NUMBER_AND_REST = /^(\d{1,15}(?:\.\d{1,9})?)(.*)$/su;

/** Reads a value of a file: a text such as `20ms`; never throws. */
export function readQuantity(form: QuantityForm, value: unknown): Reading<number> {
  if (value === 0 && form.zeroNeedsNoUnit) {
    return { ok: true, value: 0 };
  }
  if (typeof value === 'number') {
    return refuse(form, value, value < 0 ? 'it cannot be negative' : addUnitHint(form, String(value)));
  }
  if (typeof value !== 'string') {
    return refuse(form, value);
  }
  return readText(form, value);
}

/** @throws ChaosError BAD_QUANTITY with a hint */
export function parseQuantity(form: QuantityForm, text: string): number {
  const reading = readQuantity(form, text);
  if (!reading.ok) {
    throw new ChaosError(
      'BAD_QUANTITY',
      reading.message,
      reading.hint === undefined ? {} : { hint: reading.hint },
    );
  }
  return reading.value;
}

/** A regular expression for the texts that the form admits, for JSON Schema. */
export function quantityPattern(form: QuantityForm): string {
  const units = Object.keys(form.units).join('|');
  return `^${form.zeroNeedsNoUnit ? '(0|' : '('}\\d+(\\.\\d+)?(${units}))$`;
}

function readText(form: QuantityForm, text: string): Reading<number> {
  const match = NUMBER_AND_REST.exec(text);
  const [, digits, unit] = match ?? [];
  if (digits === undefined || unit === undefined) {
    return refuse(form, text, text.startsWith('-') ? 'it cannot be negative' : undefined);
  }
  if (unit === '') {
    return Number(digits) === 0 && form.zeroNeedsNoUnit
      ? { ok: true, value: 0 }
      : refuse(form, text, addUnitHint(form, digits));
  }
  const factor = Object.hasOwn(form.units, unit) ? form.units[unit] : undefined;
  if (factor === undefined) {
    return refuse(form, text, unknownUnitHint(form, digits, unit));
  }
  return limited(form, text, roundToMillionth(Number(digits) * factor));
}

function limited(form: QuantityForm, text: string, value: number): Reading<number> {
  if (value > form.max) {
    return refuse(form, text, `at most ${form.maxText}`);
  }
  if (form.whole && !Number.isInteger(value)) {
    return refuse(form, text, 'it must be a whole number of the smallest unit');
  }
  return { ok: true, value };
}

/** 1.1 s is 1100 ms, not 1100.0000000000002. */
function roundToMillionth(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function refuse(form: QuantityForm, value: unknown, hint?: string): Reading<never> {
  const message = `expected ${form.noun} such as ${form.example}, found ${shown(value)}`;
  return hint === undefined ? { ok: false, message } : { ok: false, message, hint };
}

function addUnitHint(form: QuantityForm, digits: string): string {
  return `add a unit: ${form.usual.map((unit) => digits + unit).join(', ')}`;
}

function unknownUnitHint(form: QuantityForm, digits: string, unit: string): string {
  const tidy = unit.trim();
  const spelt = Object.keys(form.units).find((known) => known.toLowerCase() === tidy.toLowerCase());
  if (spelt !== undefined) {
    return `write ${digits}${spelt}, with no space`;
  }
  return `units: ${Object.keys(form.units).join(', ')}`;
}
