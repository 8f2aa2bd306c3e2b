import { type Issue, issue } from '../core/document/issue.js';
import { type Path, valueAt } from '../core/document/tree.js';
import { durationForm } from '../core/duration.js';
import { readQuantity } from '../core/quantity.js';
import { named } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';
import { conditionParts, crossCheckConditions, optionIssues } from './condition-checks.js';
import { crossCheckIntegrity } from './integrity-schema.js';
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
    ...items(data, 'integrity').flatMap(crossCheckIntegrity),
    ...stepsStartInTime(data),
    ...faultOptions(data, vocabulary),
    ...repeatsSomething(data),
    ...crossCheckMatrix(valueAt(data, ['matrix'])),
    ...crossCheckConditions(data, vocabulary),
  ];
}

function doesSomething(data: unknown): readonly Issue[] {
  const isThere = (key: string) => {
    const value = valueAt(data, [key]);
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  };
  return ['load', 'matrix', 'probes', 'integrity', 'faults'].some(isThere)
    ? []
    : [
        issue(
          [],
          'NOTHING_TO_DO',
          'the scenario does nothing',
          'give it load, matrix, probes, integrity or faults',
        ),
      ];
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
    ...items(data, 'load').flatMap((step, index) => pathsOfLoad(step, index)),
    ...items(data, 'probes').map((_, index) => ['probes', index, 'page']),
    ...oneOrManyPaths(data, ['matrix', 'pages']),
    ...conditionParts(data).map(({ path }) => [...path, 'load', 'page']),
  ];
  return paths.flatMap((path) => {
    // Of a mix, the names are keys.
    const page = path.at(-2) === 'pages' && path[0] === 'load' ? path.at(-1) : valueAt(data, path);
    return typeof page !== 'string' || known.includes(page)
      ? []
      : [issue(path, 'UNKNOWN_PAGE', `unknown page ${named(page)}`, suggestionHint(page, known, 'pages'))];
  });
}

function pathsOfLoad(step: unknown, index: number): readonly Path[] {
  const pages = valueAt(step, ['pages']);
  const names = typeof pages === 'object' && pages !== null ? Object.keys(pages) : [];
  return [['load', index, 'page'], ...names.map((name) => ['load', index, 'pages', name])];
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
    ...repeatedIds(data, 'integrity', (index) => `records-${index + 1}`),
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
    const path = ['load', index];
    return [...loadEnd(step, path), ...loadPages(step, path), ...loadRate(step, path)];
  });
}

function loadEnd(step: unknown, path: Path): readonly Issue[] {
  const given = ['duration', 'requests', 'profile'].filter((key) => valueAt(step, [key]) !== undefined);
  if (given.length === 1) {
    return [];
  }
  const what = given.length === 0 ? 'neither duration nor requests' : `both ${given.join(' and ')}`;
  const hint = given.includes('profile')
    ? 'a profile ends with its last stage: remove the other'
    : 'give exactly one of them';
  return [issue(path, 'LOAD_END', `the load has ${what}`, hint)];
}

function loadPages(step: unknown, path: Path): readonly Issue[] {
  const pages = valueAt(step, ['pages']);
  if (typeof step !== 'object') {
    return [];
  }
  if ((valueAt(step, ['page']) === undefined) === (pages === undefined)) {
    const what = pages === undefined ? 'neither page nor pages' : 'both page and pages';
    return [issue(path, 'LOAD_PAGES', `the load has ${what}`, 'give exactly one of them')];
  }
  return typeof pages === 'object' && pages !== null && Object.keys(pages).length === 0
    ? [issue([...path, 'pages'], 'LOAD_PAGES', 'there is no page to request', 'give at least one')]
    : [];
}

function loadRate(step: unknown, path: Path): readonly Issue[] {
  const isOpen = valueAt(step, ['rate']) !== undefined || valueAt(step, ['profile']) !== undefined;
  const stages = items(step, 'profile').flatMap((stage, index) =>
    stageIssues(stage, [...path, 'profile', index]),
  );
  if (valueAt(step, ['arrivals']) === undefined || isOpen) {
    return stages;
  }
  const message = 'arrivals are of use with a rate only';
  return [
    ...stages,
    issue([...path, 'arrivals'], 'LOAD_ARRIVALS', message, 'add rate: 50/s, or remove arrivals'),
  ];
}

function stageIssues(stage: unknown, path: Path): readonly Issue[] {
  if ((valueAt(stage, ['over']) === undefined) !== (valueAt(stage, ['for']) === undefined)) {
    return [];
  }
  const what = valueAt(stage, ['over']) === undefined ? 'neither over nor for' : 'both over and for';
  const hint = 'over: 10s goes evenly to the rate within that time, for: 10s is at it from the beginning';
  return [issue(path, 'LOAD_STAGE', `the stage has ${what}`, hint)];
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
  return items(data, 'faults').flatMap((step, index) => optionIssues(faults, step, ['faults', index]));
}

function items(data: unknown, section: string): readonly unknown[] {
  const list = valueAt(data, [section]);
  return Array.isArray(list) ? list : [];
}

function durationOf(data: unknown, key: string): number | undefined {
  const reading = readQuantity(durationForm, valueAt(data, [key]));
  return reading.ok ? reading.value : undefined;
}
