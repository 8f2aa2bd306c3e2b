import { z } from 'zod';
import { durationForm } from '../duration.js';
import { messageOf } from '../errors.js';
import { type QuantityForm, quantityPattern, type Reading, readQuantity } from '../quantity.js';
import { rateForm } from '../rate.js';
import { shown } from '../shown.js';
import { sizeForm } from '../size.js';
import { speedForm } from '../speed.js';
import { inspect, toZodIssue } from './inspect.js';
import { type Issue, issue } from './issue.js';

/**
 * Zod schemas for what scenario and cluster files and the options of faults have in common. They say in
 * words what they expected and found, and carry a JSON Schema for editors.
 */

type JsonSchema = Readonly<Record<string, unknown>>;

/** A text with a unit, read to milliseconds; 0 needs no unit. */
export function durationField(limits: QuantityLimits = {}): z.ZodType<number, unknown> {
  return quantityField(durationForm, limits);
}

/** A text with a unit, read to whole bytes. */
export function sizeField(limits: QuantityLimits = {}): z.ZodType<number, unknown> {
  return quantityField(sizeForm, limits);
}

/** A text such as `2MiB/s`, read to whole bytes a second. */
export function speedField(limits: QuantityLimits = {}): z.ZodType<number, unknown> {
  return quantityField(speedForm, limits);
}

/** A text such as `50/s`, read to events per second. */
export function rateField(limits: QuantityLimits = {}): z.ZodType<number, unknown> {
  return quantityField(rateForm, limits);
}

/** Bounds as texts of the same form, inclusive, for example `{ min: '1ms' }`. */
export interface QuantityLimits {
  readonly min?: string;
  readonly max?: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/u;
const MAX_NAME_LENGTH = 100;

/** A name that can stand in a folder's or file's name. */
export function nameField(): z.ZodType<string> {
  return z
    .string()
    .max(MAX_NAME_LENGTH)
    .regex(
      NAME,
      'expected a name of letters, digits, dots, dashes and underscores that starts with a letter or digit',
    );
}

/** Any mapping whose keys are names. */
export function namedRecord<T>(value: z.ZodType<T>): z.ZodType<Record<string, T>> {
  return z.record(nameField(), value);
}

/** `[a, b]`, or just `a`; read to a list of at least one. */
export function oneOrMany<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  const list = z.array(item).min(1);
  return z.union([item.transform((one): readonly T[] => [one]), list]);
}

/** A text that is a regular expression, with at least `groups` groups. */
export function regularExpressionField(groups = 0): z.ZodType<string> {
  return field({ type: 'string', format: 'regex' }, (value) => {
    if (typeof value !== 'string') {
      return { ok: false, message: `expected a regular expression, found ${shown(value)}` };
    }
    return readRegularExpression(value, groups);
  });
}

/** A whole number of at least `min` and at most `max`. */
export function wholeNumber(min: number, max: number): z.ZodType<number> {
  return z.int().min(min).max(max);
}

/** A value read by a function of our own, which answers with one message. */
export function field<T>(json: JsonSchema, read: (value: unknown) => Reading<T>): z.ZodType<T> {
  return fieldOfParts(json, (value) => {
    const reading = read(value);
    return reading.ok
      ? reading
      : { ok: false, issues: [issue([], 'WRONG_VALUE', reading.message, reading.hint)] };
  });
}

/** The same for a value with parts, each of which may be wrong. Paths are relative to the value. */
export function fieldOfParts<T>(
  json: JsonSchema,
  read: (
    value: unknown,
  ) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] },
): z.ZodType<T> {
  return z
    .unknown()
    .meta({ ...json })
    .transform((value, context) => {
      const reading = read(value);
      if (reading.ok) {
        return reading.value;
      }
      context.issues.push(...reading.issues.map((one) => toZodIssue(one, value)));
      return z.NEVER;
    });
}

/**
 * A schema together with checks that look at several parts at once. The checks see the plain data, so they
 * run, and report, whatever else is wrong.
 */
export function withCrossChecks<T>(
  schema: z.ZodType<T>,
  crossCheck: (data: unknown) => readonly Issue[],
): z.ZodType<T> {
  return fieldOfParts({}, (data) => {
    const inspection = inspect(schema, data);
    const issues = [...(inspection.ok ? [] : inspection.issues), ...crossCheck(data)];
    return inspection.ok && issues.length === 0 ? inspection : { ok: false, issues };
  });
}

function quantityField(form: QuantityForm, limits: QuantityLimits): z.ZodType<number> {
  const text = { type: 'string', pattern: quantityPattern(form), examples: [form.example] };
  const json = form.zeroNeedsNoUnit ? { anyOf: [text, { const: 0 }] } : text;
  return field(json, (value) => {
    const reading = readQuantity(form, value);
    return reading.ok ? within(form, limits, value, reading.value) : reading;
  });
}

function within(form: QuantityForm, limits: QuantityLimits, value: unknown, amount: number): Reading<number> {
  const message = `expected ${form.noun} such as ${form.example}, found ${shown(value)}`;
  if (limits.min !== undefined && amount < limitOf(form, limits.min)) {
    return { ok: false, message, hint: `at least ${limits.min}` };
  }
  if (limits.max !== undefined && amount > limitOf(form, limits.max)) {
    return { ok: false, message, hint: `at most ${limits.max}` };
  }
  return { ok: true, value: amount };
}

function limitOf(form: QuantityForm, text: string): number {
  const reading = readQuantity(form, text);
  if (!reading.ok) {
    throw new Error(`a schema has the limit ${text}: ${reading.message}`);
  }
  return reading.value;
}

function readRegularExpression(source: string, groups: number): Reading<string> {
  try {
    // With an empty alternative it matches the empty text, and the match tells how many groups there are.
    const found = (new RegExp(`${source}|`).exec('')?.length ?? 1) - 1;
    return found >= groups
      ? { ok: true, value: source }
      : {
          ok: false,
          message: `expected a regular expression with a group, found ${shown(source)}`,
          hint: 'put what is to be taken in (…)',
        };
  } catch (error) {
    // What comes before the last colon repeats the expression.
    const reason = messageOf(error).split(': ').at(-1) ?? '';
    return { ok: false, message: `expected a regular expression, found ${shown(source)}`, hint: reason };
  }
}
