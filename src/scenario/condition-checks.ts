import { inspect } from '../core/document/inspect.js';
import { type Issue, issue, under } from '../core/document/issue.js';
import { type Path, valueAt } from '../core/document/tree.js';
import { named } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';
import { HEALTHY } from './types.js';
import type { Vocabulary } from './vocabulary.js';

/** Checks of `conditions`, of the conditions that the matrix names, and of `compare`. */
export function crossCheckConditions(data: unknown, { faults }: Vocabulary): readonly Issue[] {
  return [
    ...namesAreFree(data),
    ...areMeasuredIn(data),
    ...namesAreKnown(data),
    ...conditionParts(data).flatMap(({ path, part }) => [
      ...optionIssues(faults, part, path),
      ...loadHasAPurpose(part, path),
    ]),
    ...compareNamesValues(data),
  ];
}

/** Every fault of every condition; a single one is written without a list. */
export function conditionParts(data: unknown): readonly { readonly path: Path; readonly part: unknown }[] {
  return conditionNames(data).flatMap((name) => {
    const path = ['conditions', name];
    const value = valueAt(data, path);
    return Array.isArray(value)
      ? value.map((part: unknown, index) => ({ path: [...path, index], part }))
      : [{ path, part: value }];
  });
}

/** Wrong options of a fault, by its own schema; an unknown fault is reported elsewhere. */
export function optionIssues(faults: Vocabulary['faults'], step: unknown, path: Path): readonly Issue[] {
  const inject = String(valueAt(step, ['inject']));
  const schema = Object.hasOwn(faults, inject) ? faults[inject] : undefined;
  const options = valueAt(step, ['with']) ?? {};
  if (schema === undefined || typeof options !== 'object' || Array.isArray(options)) {
    return [];
  }
  const inspection = inspect(schema, options);
  return inspection.ok ? [] : under([...path, 'with'], inspection.issues);
}

function conditionNames(data: unknown): readonly string[] {
  const conditions = valueAt(data, ['conditions']);
  return typeof conditions === 'object' && conditions !== null && !Array.isArray(conditions)
    ? Object.keys(conditions)
    : [];
}

function namesAreFree(data: unknown): readonly Issue[] {
  const faults = listAt(data, ['faults']).map((step) => valueAt(step, ['id']));
  return conditionNames(data).flatMap((name): Issue[] => {
    const path = ['conditions', name];
    if (name === HEALTHY) {
      const message = `${HEALTHY} is the cluster with nothing done to it`;
      return [{ ...issue(path, 'RESERVED_NAME', message, 'choose another name'), at: 'key' }];
    }
    const message = `a fault on the time line has the id ${named(name)} too`;
    return faults.includes(name)
      ? [{ ...issue(path, 'DUPLICATE_ID', message, 'give one of them another name'), at: 'key' }]
      : [];
  });
}

/** That single ones are not named is no mistake: `--set matrix.conditions=[healthy]` makes a matrix smaller. */
function areMeasuredIn(data: unknown): readonly Issue[] {
  const isUsed = valueAt(data, ['matrix', 'conditions']) !== undefined;
  return isUsed || conditionNames(data).length === 0
    ? []
    : [
        issue(
          ['conditions'],
          'UNUSED_CONDITIONS',
          'no cell is measured in any of these conditions',
          `name them in the matrix, for example conditions: [${HEALTHY}, ${conditionNames(data)[0]}]`,
        ),
      ];
}

function namesAreKnown(data: unknown): readonly Issue[] {
  const known = [HEALTHY, ...conditionNames(data)];
  const filters = listAt(data, ['matrix', 'exclude']).map((_, index) => [
    'matrix',
    'exclude',
    index,
    'condition',
  ]);
  return [['matrix', 'conditions'], ...filters].flatMap((path) =>
    oneOrManyAt(data, path).flatMap(({ value, path: place }) =>
      typeof value !== 'string' || known.includes(value)
        ? []
        : [
            issue(
              place,
              'UNKNOWN_CONDITION',
              `unknown condition ${named(value)}`,
              suggestionHint(value, known, 'conditions'),
            ),
          ],
    ),
  );
}

function loadHasAPurpose(part: unknown, path: Path): readonly Issue[] {
  const isOfUse = valueAt(part, ['load']) === undefined || valueAt(part, ['during']) === 'recovery';
  return isOfUse
    ? []
    : [
        issue(
          [...path, 'load'],
          'CONDITION_LOAD',
          'a load while the fault holds is of use to a recovery only',
          'add during: recovery, or remove load',
        ),
      ];
}

const LISTS = { page: 'pages', frontend: 'frontends', condition: 'conditions' } as const;

function compareNamesValues(data: unknown): readonly Issue[] {
  const by = String(valueAt(data, ['compare', 'by']));
  const list = Object.hasOwn(LISTS, by) ? LISTS[by as keyof typeof LISTS] : undefined;
  const values = listAt(data, ['compare', 'values']);
  if (list === undefined) {
    return [];
  }
  const known = factorValues(data, list);
  const unknown = values.flatMap((value, index) =>
    typeof value !== 'string' || known.includes(value)
      ? []
      : [
          issue(
            ['compare', 'values', index],
            'UNKNOWN_VALUE',
            `${list} of the matrix do not include ${named(value)}`,
            suggestionHint(value, known, list),
          ),
        ],
  );
  const same = values.length === 2 && values[0] === values[1];
  const message = 'a value cannot be compared with itself';
  return same ? [issue(['compare', 'values'], 'SAME_VALUE', message, 'name two')] : unknown;
}

/** A matrix that names no pages has all of them. */
function factorValues(data: unknown, list: string): readonly string[] {
  const values = oneOrManyAt(data, ['matrix', list]).map(({ value }) => String(value));
  const pages = valueAt(data, ['pages']);
  return values.length === 0 && list === 'pages' && typeof pages === 'object' && pages !== null
    ? Object.keys(pages)
    : values;
}

function oneOrManyAt(data: unknown, path: Path): readonly { readonly value: unknown; readonly path: Path }[] {
  const value = valueAt(data, path);
  if (Array.isArray(value)) {
    return value.map((one: unknown, index) => ({ value: one, path: [...path, index] }));
  }
  return value === undefined ? [] : [{ value, path }];
}

function listAt(data: unknown, path: Path): readonly unknown[] {
  const list = valueAt(data, path);
  return Array.isArray(list) ? list : [];
}
