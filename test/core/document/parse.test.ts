import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseYaml } from '../../../src/core/document/parse.js';
import { placeOf, toPlain } from '../../../src/core/document/tree.js';
import { ProblemsError } from '../../../src/core/errors.js';
import { lines, problemsOf } from '../problems.js';

const parse = (text: string) => parseYaml(text, 'f.yaml');
const complaints = async (text: string) => lines(await problemsOf(() => parse(text)));

describe('parsing YAML', function () {
  this.timeout(60_000);

  it('gives plain data in which every value and key has its place', () => {
    const root = parse('a: 1\nlist:\n  - { b: x }\n  - 2\n');
    assert.deepEqual(toPlain(root), { a: 1, list: [{ b: 'x' }, 2] });
    const place = (path: readonly PropertyKey[], at?: 'key') => {
      const { line, column } = placeOf(root, path, at);
      return `${line}:${column}`;
    };
    assert.equal(place(['list', 0, 'b']), '3:10');
    assert.equal(place(['list', 0, 'b'], 'key'), '3:7');
    assert.equal(place(['list', 1]), '4:5');
    assert.equal(place(['list', 0, 'missing', 'deeper']), '3:5', 'the deepest part that is there');
  });

  it('reads YAML 1.2: no surprises from yes, dates and octals, whatever a directive says', () => {
    const text = '%YAML 1.1\n---\na: yes\nb: 2020-01-01\nc: 12:30:00\n';
    assert.deepEqual(toPlain(parse(text)), { a: 'yes', b: '2020-01-01', c: '12:30:00' });
  });

  it('writes out aliases', () => {
    assert.deepEqual(toPlain(parse('a: &x [1]\nb: *x\nc: &x 2\nd: *x')), { a: [1], b: [1], c: 2, d: 2 });
  });

  const wrong: readonly (readonly [name: string, text: string, expected: string])[] = [
    [
      'an open bracket',
      'a: [1,\nb: 2\n',
      '2:1: Flow sequence in block collection must be sufficiently indented and end with a ] (check the indentation and that every [ and { is closed)',
    ],
    ['an open quote', 'a: "x', '1:6: Missing closing "quote (check that every quote, [ and { is closed)'],
    ['a tab', 'a:\n\tb: 1', '2:1: Tabs are not allowed as indentation (indent with spaces)'],
    [
      'a colon in a text',
      'a: b: c',
      '1:4: Nested mappings are not allowed in compact mappings (quote a text that holds ": ", or check the indentation)',
    ],
    [
      'an unquoted >=',
      'a: >= 80',
      '1:5: Block scalar header includes extra characters: >= (quote a text that starts with > or |, for example ">= 80%")',
    ],
    ['a duplicate key', 'a: 1\nb: 2\na: 3', '3:1: the key a is given twice (first on line 1)'],
    [
      'a second document',
      'a: 1\n---\nb: 2',
      '2:1: a second YAML document starts here; a file holds one (put it into a file of its own)',
    ],
    [
      'a JavaScript tag',
      'a: !!js/function "x"',
      '1:4: Unresolved tag: tag:yaml.org,2002:js/function (tags are not needed here; quote a text that starts with !)',
    ],
    [
      'binary data',
      'a: !!binary aGk=',
      '1:13: a value of the tag tag:yaml.org,2002:binary cannot be used here (remove the tag)',
    ],
    [
      'an unknown alias',
      'a: *nobody',
      '1:4: *nobody has no complete &nobody before it (quote a text that starts with *)',
    ],
    [
      'an alias to itself',
      'a: &a [*a]',
      '1:8: *a has no complete &a before it (quote a text that starts with *)',
    ],
    ['a key that is a list', '? [a]\n: 1', '1:3: a key must be a plain text (write `key: value`)'],
    ['__proto__', '__proto__: { polluted: true }', '1:1: a key must be a plain text (write `key: value`)'],
  ];
  for (const [name, text, expected] of wrong) {
    it(`refuses ${name}, with its place`, async () => {
      assert.equal((await complaints(text))[0], expected);
    });
  }

  it('reports every duplicate key, not the first alone', async () => {
    assert.equal((await complaints('a: 1\na: 2\nb: { c: 1, c: 2 }')).length, 2);
  });

  it('refuses an alias bomb before it explodes', async () => {
    const letters = [...'bcdefghij'];
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...letters.map(
        (letter, index) => `${letter}: &${letter} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(', ')}]`,
      ),
    ];
    assert.match(
      (await complaints(bomb.join('\n')))[0] ?? '',
      /more than 50,000 values once every alias is written out/,
    );
  });

  const deep: Readonly<Record<string, string>> = {
    'open brackets': '['.repeat(400_000),
    'closed brackets': `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    dashes: `${'- '.repeat(20_000)}a`,
    'nested maps': '{a: '.repeat(10_000),
    'growing indentation': Array.from({ length: 500 }, (_, index) => `${' '.repeat(index)}k:`).join('\n'),
    'many keys': Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`).join('\n'),
  };
  for (const [name, text] of Object.entries(deep)) {
    it(`refuses ${name} without running out of stack`, async () => {
      const [problem] = await problemsOf(() => parse(text));
      assert.equal(problem?.code, 'YAML_TOO_COMPLEX');
    });
  }

  it('throws nothing but problems, with places within the text, for any text', () => {
    const yamlish = fc.array(
      fc.constantFrom(
        'a',
        ': ',
        ':',
        '- ',
        '\n',
        '  ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '&a ',
        '*a',
        '!t ',
        '|',
        '>',
        '#',
        '? ',
        '---\n',
        '%',
        '\t',
        '\r\n',
        'ü',
        '1',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          yamlish.map((parts) => parts.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          try {
            toPlain(parse(text));
          } catch (error) {
            assert.ok(error instanceof ProblemsError, String(error));
            for (const problem of error.problems) {
              assert.ok(
                problem.line >= 1 && problem.line <= text.split('\n').length,
                JSON.stringify(problem),
              );
              assert.ok(problem.column >= 1, JSON.stringify(problem));
              assert.doesNotMatch(problem.message + (problem.hint ?? ''), /[\n\r]/);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
