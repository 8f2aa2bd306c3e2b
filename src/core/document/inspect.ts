import type { z } from 'zod';
import { named, shown } from '../shown.js';
import { suggest, suggestionHint } from '../suggest.js';
import { type Issue, issue, under } from './issue.js';
import { valueAt } from './tree.js';

export type Inspection<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

type ZodIssue = z.core.$ZodIssue;

/** Parses plain data by any zod schema and says in this house's words everything that is wrong with it. */
export function inspect<T>(schema: z.ZodType<T>, data: unknown): Inspection<T> {
  const known = new WeakMap<readonly string[], readonly string[]>();
  const result = schema.safeParse(data, {
    error: (raw) => {
      // zod's finished issue has the unknown keys but no longer the schema that knows the right ones.
      if (raw.code === 'unrecognized_keys') {
        known.set(raw.keys, shapeKeys(raw.inst));
      }
      return undefined;
    },
  });
  if (result.success) {
    return { ok: true, value: result.data };
  }
  return { ok: false, issues: result.error.issues.flatMap((one) => describe(one, data, known)) };
}

/** The zod issue that carries one of ours through a transform; {@link inspect} unpacks it again. */
export function toZodIssue(one: Issue, input: unknown): z.core.$ZodRawIssue {
  return { code: 'custom', path: [...one.path], message: one.message, input, params: { issue: one } };
}

type KnownKeys = WeakMap<readonly string[], readonly string[]>;

function describe(one: ZodIssue, data: unknown, known: KnownKeys): readonly Issue[] {
  const own = one.code === 'custom' ? (one.params?.issue as Issue | undefined) : undefined;
  const missing = one.path.length > 0 && valueAt(data, one.path) === undefined;
  if (own !== undefined) {
    return [
      missing && own.code === 'WRONG_VALUE' ? missingKey(one, own.message) : unpacked(own, one.path, data),
    ];
  }
  if (one.code === 'unrecognized_keys') {
    return one.keys.map((key) => unknownKey(one, key, known.get(one.keys) ?? []));
  }
  if (one.code === 'invalid_key') {
    const reason = one.issues[0]?.message ?? one.message;
    return [{ ...issue(one.path, 'BAD_NAME', `${reason}, found ${shown(one.path.at(-1))}`), at: 'key' }];
  }
  if (one.code === 'invalid_union' && one.errors.length > 0) {
    return describeUnion(one.errors, one.path, valueAt(data, one.path), known);
  }
  const said = say(one, valueAt(data, one.path));
  return [missing ? missingKey(one, said.message) : said];
}

function unpacked(own: Issue, path: readonly PropertyKey[], data: unknown): Issue {
  const nothing = own.hint === undefined && own.at === 'value' && valueAt(data, path) === null;
  return { ...own, path, ...(nothing ? { hint: NOTHING_HINT } : {}) };
}

/** YAML reads a key with nothing behind it as null. */
const NOTHING_HINT = 'give it a value or remove the key';

function missingKey(one: ZodIssue, message: string): Issue {
  const expected = /^expected (.*?)(?:, found .*)?$/u.exec(message)?.[1];
  return issue(
    one.path,
    'MISSING_KEY',
    `${named(String(one.path.at(-1)))} is missing`,
    expected === undefined ? undefined : `expected ${expected}`,
  );
}

function unknownKey(one: ZodIssue, key: string, known: readonly string[]): Issue {
  return {
    ...issue(
      [...one.path, key],
      'UNKNOWN_KEY',
      `unknown key ${named(key)}`,
      suggestionHint(key, known, 'known keys'),
    ),
    at: 'key',
  };
}

/** One message for a value that no member of a union admits. */
function describeUnion(
  branches: readonly (readonly ZodIssue[])[],
  path: readonly PropertyKey[],
  value: unknown,
  known: KnownKeys,
): readonly Issue[] {
  const described = branches.map((branch) => branch.flatMap((one) => describe(one, value, known)));
  const inside = described.filter((issues) => issues.every((one) => !isWrongType(one)));
  const [nearest] = inside.sort((a, b) => a.length - b.length);
  if (nearest !== undefined) {
    return under(path, nearest);
  }
  const expectations = described.flatMap((issues) => {
    const expected = /^expected (.*), found /u.exec(issues[0]?.message ?? '')?.[1];
    return expected === undefined ? [] : [expected];
  });
  return [
    issue(path, 'WRONG_VALUE', `expected ${[...new Set(expectations)].join(' or ')}, found ${shown(value)}`),
  ];
}

/** Whether the issue says that the whole value is of another kind, not that a part of it is wrong. */
function isWrongType(one: Issue): boolean {
  return one.path.length === 0 && one.at === 'value' && one.code === 'WRONG_VALUE';
}

function say(one: ZodIssue, value: unknown): Issue {
  switch (one.code) {
    case 'invalid_type':
      return expected(
        one,
        typeNames[one.expected] ?? `a value of type ${one.expected}`,
        value,
        typeHint(one.expected, value),
      );
    case 'invalid_value':
      return notAnOption(one, one.values.map(String), value);
    case 'invalid_union':
      return notAnOption(one, ('options' in one ? (one.options ?? []) : []).map(String), value);
    case 'too_small':
      return limit(one, 'at least', one.minimum, one.origin, value);
    case 'too_big':
      return limit(one, 'at most', one.maximum, one.origin, value);
    case 'invalid_format':
      return { ...expected(one, formatName(one), value), code: 'BAD_VALUE' };
    default:
      return issue(one.path, 'BAD_VALUE', one.message);
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function typeHint(wanted: string, value: unknown): string | undefined {
  if (value === null) {
    return NOTHING_HINT;
  }
  if (wanted === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return `quote it: "${value}"`;
  }
  if ((wanted === 'number' || wanted === 'int') && typeof value === 'string' && /^\d+$/u.test(value)) {
    return 'write it without quotes';
  }
  return undefined;
}

function expected(one: ZodIssue, what: string, value: unknown, hint?: string): Issue {
  return issue(one.path, 'WRONG_VALUE', `expected ${what}, found ${shown(value)}`, hint);
}

function notAnOption(one: ZodIssue, options: readonly string[], value: unknown): Issue {
  const what = options.length === 1 ? String(options[0]) : `one of ${options.join(', ')}`;
  const near = typeof value === 'string' ? suggest(value, options) : undefined;
  const hint = near === undefined ? undefined : `did you mean ${near}?`;
  return { ...expected(one, what, value, value === null ? NOTHING_HINT : hint), code: 'BAD_VALUE' };
}

function limit(one: ZodIssue, bound: string, number: number | bigint, origin: string, value: unknown): Issue {
  const isList = Array.isArray(value);
  const noun = isList ? 'item' : origin === 'string' ? 'character' : '';
  const amount = noun === '' ? `${number}` : `${number} ${noun}${Number(number) === 1 ? '' : 's'}`;
  const found = isList ? `a list of ${value.length}` : value === '' ? 'an empty text' : shown(value);
  return issue(one.path, 'BAD_VALUE', `expected ${bound} ${amount}, found ${found}`);
}

/** What a schema of our own says it expects, or else the pattern. */
function formatName(one: ZodIssue & { readonly code: 'invalid_format' }): string {
  return /^expected (.*)$/u.exec(one.message)?.[1] ?? `a text that matches ${one.pattern ?? one.format}`;
}

function shapeKeys(schema: unknown): readonly string[] {
  const shape = (schema as { readonly shape?: object } | undefined)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}
