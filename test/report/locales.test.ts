import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OUTCOME_KINDS } from '../../src/history/types.js';
import { en } from '../../src/report/locales/en.js';
import { es } from '../../src/report/locales/es.js';

type Tree = { readonly [key: string]: Tree | string | ((...parts: never[]) => string) };

function leaves(tree: Tree, path: readonly string[] = []): [string, Tree[string]][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' ? leaves(value, [...path, key]) : [[[...path, key].join('.'), value]],
  );
}

/** Groups that are indexed by a value of the measurements or of the program, not by a name in the source. */
const INDEXED =
  /^(verdict|verdictOfOne|outcome|fidelity|header\.fidelity|labels|sections|kinds|tables\.(columns|short|cause|connection)|charts\.(titles|descriptions)|reading)\./;

describe('The locales', () => {
  it('have the same texts, with the same parts', () => {
    const shape = (tree: Tree) =>
      leaves(tree).map(([path, value]) => [path, typeof value === 'function' ? value.length : '']);
    assert.deepEqual(shape(es), shape(en));
  });

  it('name every kind of outcome', () => {
    assert.deepEqual(Object.keys(en.kinds), [...OUTCOME_KINDS]);
  });

  it('have no text that no report uses', () => {
    const source = sourceOf(fileURLToPath(new URL('../../src/report', import.meta.url)));
    const unused = leaves(en)
      .map(([path]) => path)
      .filter((path) => !INDEXED.test(path))
      .filter((path) => !new RegExp(`\\b${path.split('.').at(-1)}\\b`).test(source));
    assert.deepEqual(unused, []);
  });
});

function sourceOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js') && !path.includes('locales'))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
}
