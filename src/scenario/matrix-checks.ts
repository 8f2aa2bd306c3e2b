import { type Issue, issue, under } from '../core/document/issue.js';
import { valueAt } from '../core/document/tree.js';
import { named } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';

/** Checks of the plain data under `matrix:` that look at several keys. Paths are those of the whole file. */
export function crossCheckMatrix(matrix: unknown): readonly Issue[] {
  if (typeof matrix !== 'object' || matrix === null) {
    return [];
  }
  return under(['matrix'], [...cellsEnd(matrix), ...filtersMeanSomething(matrix)]);
}

function cellsEnd(matrix: object): readonly Issue[] {
  const has = (key: string) => valueAt(matrix, [key]) !== undefined;
  if (has('duration') !== has('requests')) {
    return [];
  }
  const what = has('duration') ? 'both duration and requests' : 'neither duration nor requests';
  return [issue([], 'LOAD_END', `the matrix has ${what}`, 'give exactly one of them')];
}

/**
 * A filter that names what is not in the matrix leaves out nothing: most likely it is misspelt. Numbers are
 * not looked at, since `--set matrix.requests=[100]` makes a large sweep small without touching its filters.
 */
function filtersMeanSomething(matrix: object): readonly Issue[] {
  return filters(matrix).flatMap((filter, index) =>
    Object.entries(listsOf).flatMap(([key, list]) => {
      const known = values(matrix, list);
      return values(filter, key)
        .filter((value) => known.length > 0 && !known.includes(value))
        .map((value) =>
          issue(
            ['exclude', index, key],
            'UNKNOWN_CELL',
            `${list} of the matrix do not include ${named(String(value))}`,
            suggestionHint(String(value), known.map(String), list),
          ),
        );
    }),
  );
}

const listsOf = { page: 'pages', frontend: 'frontends' };

function filters(matrix: object): readonly unknown[] {
  const list = valueAt(matrix, ['exclude']);
  return Array.isArray(list) ? list : [];
}

function values(data: unknown, key: string): readonly unknown[] {
  const value = valueAt(data, [key]);
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
