import { inspect } from '../core/document/inspect.js';
import { type Issue, issue, under } from '../core/document/issue.js';
import { type Path, valueAt } from '../core/document/tree.js';
import { durationForm } from '../core/duration.js';
import { readQuantity } from '../core/quantity.js';
import { named } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';
import { crossCheckMatrix } from './matrix-checks.js';
import { defaultFaultIds } from './steps-schema.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * What no key can be checked for alone. Reads the plain data, of which anything may be wrong: what is not of
 * the form that a check is about is passed over, for the schema reports it.
 */
export function crossCheckScenario(data: unknown, vocabulary: Vocabulary): readonly Issue[] {
  return [
    ...doesSomething(data),
    ...pagesExist(data),
    ...idsAreUnique(data),
    ...loadsEnd(data),
    ...probesCanFail(data),
    ...stepsStartInTime(data),
    ...faultOptions(data, vocabulary),
    ...repeatsSomething(data),
    ...crossCheckMatrix(valueAt(data, ['matrix'])),
  ];
}

function doesSomething(data: unknown): readonly Issue[] {
  const isThere = (key: string) => {
    const value = valueAt(data, [key]);
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  };
  return ['load', 'matrix', 'probes', 'faults'].some(isThere)
    ? []
    : [issue([], 'NOTHING_TO_DO', 'the scenario does nothing', 'give it load, matrix, probes or faults')];
}

function repeatsSomething(data: unknown): readonly Issue[] {
  const repeat = valueAt(data, ['repeat']);
  const hasTimeline = items(data, 'load').length + items(data, 'faults').length > 0;
  return repeat === undefined || repeat === 1 || hasTimeline
    ? []
    : [
        issue(
          ['repeat'],
          'NOTHING_TO_REPEAT',
          'there is neither load nor a fault on the time line to repeat',
          'the cells of a matrix are repeated by matrix.repeat',
        ),
      ];
}

function pagesExist(data: unknown): readonly Issue[] {
  const pages = valueAt(data, ['pages']) ?? {};
  if (typeof pages !== 'object') {
    return [];
  }
  const known = Object.keys(pages);
  const paths: readonly Path[] = [
    ...items(data, 'load').map((_, index) => ['load', index, 'page']),
    ...items(data, 'probes').map((_, index) => ['probes', index, 'page']),
    ...oneOrManyPaths(data, ['matrix', 'pages']),
  ];
  return paths.flatMap((path) => {
    const page = valueAt(data, path);
    return typeof page !== 'string' || known.includes(page)
      ? []
      : [issue(path, 'UNKNOWN_PAGE', `unknown page ${named(page)}`, suggestionHint(page, known, 'pages'))];
  });
}

function oneOrManyPaths(data: unknown, path: Path): readonly Path[] {
  const value = valueAt(data, path);
  return Array.isArray(value) ? value.map((_, index) => [...path, index]) : [path];
}

function idsAreUnique(data: unknown): readonly Issue[] {
  const injects = items(data, 'faults').map((step) => String(valueAt(step, ['inject'])));
  return [
    ...repeatedIds(data, 'load', (index) => `load-${index + 1}`),
    ...repeatedIds(data, 'probes', (index) => `probe-${index + 1}`),
    ...repeatedIds(data, 'faults', (index) => defaultFaultIds(injects)[index] ?? ''),
  ];
}

function repeatedIds(data: unknown, section: string, defaultId: (index: number) => string): readonly Issue[] {
  const seen = new Set<unknown>();
  return items(data, section).flatMap((step, index) => {
    const id = valueAt(step, ['id']) ?? defaultId(index);
    const repeated = seen.has(id);
    seen.add(id);
    return repeated
      ? [
          issue(
            [section, index, 'id'],
            'DUPLICATE_ID',
            `the id ${named(String(id))} is taken by an earlier item`,
            'give each item an id of its own',
          ),
        ]
      : [];
  });
}

function loadsEnd(data: unknown): readonly Issue[] {
  return items(data, 'load').flatMap((step, index) => {
    const has = (key: string) => valueAt(step, [key]) !== undefined;
    const issues: Issue[] = [];
    if (has('duration') === has('requests')) {
      const what = has('duration') ? 'both duration and requests' : 'neither duration nor requests';
      issues.push(issue(['load', index], 'LOAD_END', `the load has ${what}`, 'give exactly one of them'));
    }
    if (has('arrivals') && !has('rate')) {
      const message = 'arrivals are of use with a rate only';
      issues.push(
        issue(['load', index, 'arrivals'], 'LOAD_ARRIVALS', message, 'add rate: 50/s, or remove arrivals'),
      );
    }
    return issues;
  });
}

function probesCanFail(data: unknown): readonly Issue[] {
  return items(data, 'probes').flatMap((step, index) => {
    const limit = durationOf(step, 'latencyLimit');
    const timeout = durationOf(step, 'timeout') ?? 1000;
    return limit === undefined || limit < timeout
      ? []
      : [
          issue(
            ['probes', index, 'latencyLimit'],
            'LATENCY_LIMIT',
            'latencyLimit is not below timeout, so that no answer could exceed it',
            'lower latencyLimit or raise timeout',
          ),
        ];
  });
}

function stepsStartInTime(data: unknown): readonly Issue[] {
  const end = durationOf(data, 'duration');
  if (end === undefined) {
    return [];
  }
  return ['load', 'faults'].flatMap((section) =>
    items(data, section).flatMap((step, index) =>
      (durationOf(step, 'at') ?? 0) < end
        ? []
        : [
            issue(
              [section, index, 'at'],
              'AFTER_THE_END',
              `it would start when the time line has ended (duration: ${named(String(valueAt(data, ['duration'])))})`,
              'raise duration or lower at',
            ),
          ],
    ),
  );
}

function faultOptions(data: unknown, { faults }: Vocabulary): readonly Issue[] {
  return items(data, 'faults').flatMap((step, index) => {
    const inject = String(valueAt(step, ['inject']));
    const schema = Object.hasOwn(faults, inject) ? faults[inject] : undefined;
    const options = valueAt(step, ['with']) ?? {};
    if (schema === undefined || typeof options !== 'object' || Array.isArray(options)) {
      return [];
    }
    const inspection = inspect(schema, options);
    return inspection.ok ? [] : under(['faults', index, 'with'], inspection.issues);
  });
}

function items(data: unknown, section: string): readonly unknown[] {
  const list = valueAt(data, [section]);
  return Array.isArray(list) ? list : [];
}

function durationOf(data: unknown, key: string): number | undefined {
  const reading = readQuantity(durationForm, valueAt(data, [key]));
  return reading.ok ? reading.value : undefined;
}
