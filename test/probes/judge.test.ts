import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { BodyKeeper, KEPT_BODY_BYTES } from '../../src/probes/body-keeper.js';
import { judgeOf } from '../../src/probes/judge.js';
import { probeSpec } from './support.js';

describe('the judgement of an answer', () => {
  const answer = (changes = {}) => ({
    status: 200,
    body: Buffer.from('hello, served by web1'),
    latencyMs: 5,
    ...changes,
  });

  it('accepts what was expected, and reads who answered', () => {
    const judge = judgeOf(
      probeSpec({
        expect: { status: [200], contains: 'served by', matches: '^hello' },
        identify: 'by (\\w+)',
      }),
    );
    assert.deepEqual(judge(answer()), { kind: 'ok', server: 'web1' });
  });

  it('names a status that was not expected', () => {
    const judge = judgeOf(probeSpec({ expect: { status: [200] } }));
    assert.equal(judge(answer({ status: 503 })).kind, 'http-503');
    assert.equal(judge(answer({ status: 204 })).kind, 'http-other');
    assert.equal(judge(answer({ status: 404 })).kind, 'http-4xx');
  });

  it('accepts a status that was expected though it is no success elsewhere', () => {
    const judge = judgeOf(probeSpec({ expect: { status: [302, 404] } }));
    assert.equal(judge(answer({ status: 302 })).kind, 'ok');
    assert.equal(judge(answer({ status: 404 })).kind, 'ok');
    assert.equal(judge(answer({ status: 200 })).kind, 'http-other');
  });

  it('calls any other page wrong, by text, pattern or checksum', () => {
    const wrong = { body: Buffer.from('It works!'), sha256: '00' };
    for (const expect of [{ contains: 'served by' }, { matches: 'served by web\\d' }, { sha256: 'FF' }]) {
      const judge = judgeOf(probeSpec({ expect: { status: [200], ...expect } }));
      assert.equal(judge(answer(wrong)).kind, 'wrong-content');
      assert.equal(judge(answer({ sha256: 'ff' })).kind, 'ok');
    }
  });

  it('calls a right answer too slow beyond the limit', () => {
    const judge = judgeOf(probeSpec({ latencyLimitMs: 100 }));
    assert.equal(judge(answer({ latencyMs: 100 })).kind, 'ok');
    assert.equal(judge(answer({ latencyMs: 100.1 })).kind, 'too-slow');
  });
});

describe('the keeper of a body', () => {
  it('keeps the beginning and hashes the whole', () => {
    const keeper = new BodyKeeper(true, true);
    const piece = Buffer.alloc(300_000, 'a');
    for (let index = 0; index < 5; index++) keeper.take(piece, 0, piece.length);
    piece.fill('b');
    assert.equal(keeper.body().length, KEPT_BODY_BYTES);
    assert.ok(keeper.body().every((octet) => octet === 0x61));
    assert.equal(keeper.sha256(), createHash('sha256').update('a'.repeat(1_500_000)).digest('hex'));
  });

  it('keeps nothing that nobody wants', () => {
    const keeper = new BodyKeeper(false, false);
    keeper.take(Buffer.from('abc'), 0, 3);
    assert.equal(keeper.body().length, 0);
    assert.equal(keeper.sha256(), undefined);
  });
});
