import assert from 'node:assert/strict';
import { applyOverrides, parseOverride } from '../../../src/core/document/override.js';
import { parseYaml } from '../../../src/core/document/parse.js';
import { placeOf, toPlain } from '../../../src/core/document/tree.js';
import { problemsOf } from '../problems.js';

const BASE = `
matrix: { requests: [1000, 5000], duration: 1s }
probes: [{ id: fast, every: 20ms }, { every: 1s }]
pages: { a.b: { path: / } }
`;

function overridden(...texts: readonly string[]) {
  return applyOverrides(
    parseYaml(BASE, 'f.yaml'),
    texts.map((text) => parseOverride(text)),
    ['expect'],
  );
}

function plain(...texts: readonly string[]) {
  const { root, problems } = overridden(...texts);
  assert.deepEqual(problems, []);
  return toPlain(root) as Record<string, unknown>;
}

describe('overriding with --set', () => {
  it('replaces a value by its dotted path and leaves the rest', () => {
    const data = plain('matrix.requests=[1, 2]');
    assert.deepEqual(data.matrix, { requests: [1, 2], duration: '1s' });
    assert.deepEqual(data.pages, { 'a.b': { path: '/' } });
  });

  it('reads the value as YAML: numbers, texts, lists, mappings', () => {
    const data = plain('a=3', 'b=true', 'c=text with = in it', 'd={ x: [1] }', 'e="5"');
    assert.deepEqual(
      [data.a, data.b, data.c, data.d, data.e],
      [3, true, 'text with = in it', { x: [1] }, '5'],
    );
  });

  it('takes a condition as it is typed, though YAML reads > in another way', () => {
    assert.deepEqual(plain('expect.availability.time=>= 80%').expect, { 'availability.time': '>= 80%' });
    assert.deepEqual(plain('expect.failover.count=!= 0').expect, { 'failover.count': '!= 0' });
  });

  it('finds items of a list by index and by id', () => {
    assert.deepEqual(plain('probes.1.every=5ms', 'probes.fast.every=1ms').probes, [
      { id: 'fast', every: '1ms' },
      { every: '5ms' },
    ]);
  });

  it('makes the mappings on the way', () => {
    assert.deepEqual(plain('new.deep.key=1').new, { deep: { key: 1 } });
  });

  it('prefers a key that holds the dot, and takes quotes for one that is new', () => {
    assert.deepEqual(plain('pages.a.b.path=/x', 'pages."c.d"={}').pages, {
      'a.b': { path: '/x' },
      'c.d': {},
    });
  });

  it('removes a key by an empty value', () => {
    assert.deepEqual(plain('matrix.requests=').matrix, { duration: '1s' });
    assert.equal('pages' in plain('pages='), false);
  });

  it('lets the last of several win', () => {
    assert.equal(plain('a=1', 'a=2').a, 2);
  });

  it('is the place of what it set', () => {
    const { root } = overridden('matrix.requests=[1, 2]');
    assert.deepEqual(placeOf(root, ['matrix', 'requests', 1]), {
      file: '--set matrix.requests=[1, 2]',
      line: 1,
      column: 1,
    });
    assert.equal(placeOf(root, ['matrix', 'duration']).file, 'f.yaml');
  });

  for (const text of [
    'matrix',
    '=1',
    '',
    'a..b=1',
    '.a=1',
    'a.=1',
    'a=[1',
    'a="x',
    '"a=1',
    '__proto__.x=1',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      const [problem] = await problemsOf(() => parseOverride(text));
      assert.deepEqual([problem?.code, problem?.file, problem?.line], ['BAD_OVERRIDE', `--set ${text}`, 1]);
    });
  }

  const nowhere = {
    'probes.7.every=1ms': 'the list has no item 7',
    'probes.fst.every=1ms': 'the list has no item fst',
    'matrix.duration.x=1': 'x leads into "1s", which has no parts',
  };
  for (const [text, message] of Object.entries(nowhere)) {
    it(`reports that ${text} leads nowhere, and changes nothing`, () => {
      const { root, problems } = overridden(text);
      assert.deepEqual(
        problems.map((problem) => problem.message),
        [message],
      );
      assert.deepEqual(toPlain(root), toPlain(parseYaml(BASE, 'f.yaml')));
    });
  }

  it('suggests the id that was meant', () => {
    assert.match(overridden('probes.fst.every=1ms').problems[0]?.hint ?? '', /did you mean fast\?/);
  });
});
