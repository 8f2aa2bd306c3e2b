import assert from 'node:assert/strict';
import { z } from 'zod';
import { durationField, oneOrMany, wholeNumber, withCrossChecks } from '../../../src/core/document/fields.js';
import { issue } from '../../../src/core/document/issue.js';
import { parseYaml } from '../../../src/core/document/parse.js';
import type { SourceDocument } from '../../../src/core/document/types.js';
import { hideSecrets, validateDocument } from '../../../src/core/document/validate.js';
import { lines, problemsOf } from '../problems.js';

function documentOf(text: string, more: Partial<SourceDocument> = {}): SourceDocument {
  return { file: 'f.yaml', root: parseYaml(text, 'f.yaml'), problems: [], secrets: [], ...more };
}

const complaints = async (schema: z.ZodType, text: string, more: Partial<SourceDocument> = {}) =>
  lines(await problemsOf(() => validateDocument(documentOf(text, more), schema)));

describe('validating a document', () => {
  it('gives the value and the places of its parts', () => {
    const loaded = validateDocument(documentOf('a:\n  - 5ms\n'), z.object({ a: z.array(durationField()) }));
    assert.deepEqual(loaded.value, { a: [5] });
    assert.deepEqual(loaded.locate(['a', 0]), { line: 2, column: 5 });
    assert.deepEqual(loaded.problem(['a', 0], 'TOO_FAST', 'too fast', 'slow down'), {
      file: 'f.yaml',
      line: 2,
      column: 5,
      code: 'TOO_FAST',
      message: 'too fast',
      hint: 'slow down',
    });
  });

  it('reports everything at once, in the order of the file', async () => {
    const schema = z.strictObject({
      a: z.string(),
      b: z.number(),
      c: z.boolean(),
      d: z.enum(['x', 'y']),
      e: z.array(z.int()),
      f: z.string(),
    });
    assert.deepEqual(await complaints(schema, 'g: 1\ne: [1, 2.5, x]\nd: z\nc: 1\nb: "1"\na: 1\n'), [
      '1:1: f is missing (expected a text)',
      '1:1: unknown key g (known keys: a, b, c, d, e, f)',
      '2:8: expected a whole number, found 2.5',
      '2:13: expected a number, found "x"',
      '3:4: expected one of x, y, found "z"',
      '4:4: expected true or false, found 1',
      '5:4: expected a number, found "1" (write it without quotes)',
      '6:4: expected a text, found 1 (quote it: "1")',
    ]);
  });

  it('says one thing about a value that no member of a union admits', async () => {
    const schema = z.object({
      a: oneOrMany(wholeNumber(1, 5)),
      b: oneOrMany(wholeNumber(1, 5)),
      c: oneOrMany(wholeNumber(1, 5)),
    });
    assert.deepEqual(await complaints(schema, 'a: x\nb: [1, 9, x]\nc: 9'), [
      '1:4: expected a number or a list, found "x"',
      '2:8: expected at most 5, found 9',
      '2:11: expected a number, found "x"',
      '3:4: expected at most 5, found 9',
    ]);
  });

  it('says one thing about a discriminator, and looks into the member that it names', async () => {
    const schema = z.array(
      z.discriminatedUnion('via', [
        z.strictObject({ via: z.literal('ssh'), address: z.string() }),
        z.strictObject({ via: z.literal('local') }),
      ]),
    );
    assert.deepEqual(
      await complaints(
        z.object({ hosts: schema }),
        'hosts:\n- { via: shs }\n- {}\n- { via: ssh, adress: x }\n- 3\n',
      ),
      [
        '2:10: expected one of ssh, local, found "shs" (did you mean ssh?)',
        '3:3: via is missing (expected one of ssh, local)',
        '4:3: address is missing (expected a text)',
        '4:15: unknown key adress (did you mean address?)',
        '5:3: expected a mapping, found 3',
      ],
    );
  });

  it('runs cross-checks whatever else is wrong', async () => {
    const schema = withCrossChecks(z.strictObject({ a: z.string() }), () => [
      issue(['b'], 'CROSS', 'b is odd'),
    ]);
    assert.deepEqual(await complaints(schema, 'a: 1\nb: 2'), [
      '1:4: expected a text, found 1 (quote it: "1")',
      '2:1: unknown key b (known keys: a)',
      '2:4: b is odd',
    ]);
  });

  it('does not complain again about a value that could not be read', async () => {
    const earlier = { file: 'f.yaml', line: 1, column: 4, code: 'ENV_NOT_SET', message: 'not set' };
    assert.deepEqual(await complaints(z.object({ a: z.number() }), 'a: x', { problems: [earlier] }), [
      '1:4: not set',
    ]);
  });

  it('never shows a secret', async () => {
    const text = 'a: hunter2secret\nb: hunter2secret';
    const found = await complaints(z.strictObject({ a: durationField() }), text, {
      secrets: ['hunter2secret'],
    });
    assert.deepEqual(found, [
      '1:4: expected a duration such as 20ms, found "(hidden)"',
      '2:1: unknown key b (known keys: a)',
    ]);
  });

  it('hides a secret also where it is escaped, and a short one where it is quoted', () => {
    assert.equal(hideSecrets('found "a\\"bcd", a"bcd', ['a"bcd']), 'found "(hidden)", (hidden)');
    assert.equal(hideSecrets('found "s", such as 1s', ['s']), 'found "(hidden)", such as 1s');
  });

  it('ends a list without end', async () => {
    const text = `a: [${Array(500).fill('x').join(', ')}]`;
    const found = await complaints(z.object({ a: z.array(z.number()) }), text);
    assert.equal(found.length, 201);
    assert.match(found.at(-1) ?? '', /300 more problems/);
  });

  it('keeps what is in a file from steering the terminal', async () => {
    const found = await complaints(z.strictObject({}), '"a\\n\\x1b[31m\\u202e": 1');
    assert.deepEqual(found, ['1:1: unknown key "a\\n\\u001b[31m\\u{202e}" (there are no known keys)']);
  });
});
