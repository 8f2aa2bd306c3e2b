import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../../src/core/random.js';
import { choiceByWeight } from '../../../src/engines/native/choice.js';
import { shareOf, shareOfSpec, workersFor } from '../../../src/engines/native/share.js';
import { loadSpec } from '../support.js';

describe('the share of a thread', () => {
  it('adds up to the whole, and is as large as the others or larger by one', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 64 }), (whole, of) => {
        const shares = Array.from({ length: of }, (_, index) => shareOf(whole, { index, of }));
        assert.equal(
          shares.reduce((sum, share) => sum + share, 0),
          whole,
        );
        assert.ok(Math.max(...shares) - Math.min(...shares) <= 1);
      }),
    );
  });

  it('is of connections and requests, while a duration is the same for all', () => {
    const { connections, requests } = shareOfSpec(loadSpec('http://h/', { connections: 5, requests: 11 }), {
      index: 1,
      of: 3,
    });
    assert.deepEqual([connections, requests], [2, 4]);
    const timed = shareOfSpec(loadSpec('http://h/', { durationMs: 500 }), { index: 0, of: 2 });
    assert.deepEqual([timed.durationMs, timed.requests], [500, undefined]);
  });

  it('is never nothing: there are no more threads than connections or requests', () => {
    const spec = (changes: Parameters<typeof loadSpec>[1]) => loadSpec('http://h/', changes);
    assert.equal(workersFor(spec({})), 1);
    assert.equal(workersFor(spec({ workers: 3 }), 2), 3);
    assert.equal(workersFor(spec({ workers: 'auto' }), 4), 3);
    assert.equal(workersFor(spec({ workers: 'auto' }), 1), 1);
    assert.equal(workersFor(spec({ workers: 8, connections: 2 }), 4), 2);
    assert.equal(workersFor(spec({ workers: 8, requests: 3 }), 4), 3);
  });
});

describe('a choice by weight', () => {
  it('takes each as often as its weight says', () => {
    const choose = choiceByWeight([{ weight: 3 }, { weight: 0.5 }, { weight: 1.5 }], seededRandom(1, 'test'));
    const counts = [0, 0, 0];
    for (let turn = 0; turn < 50_000; turn++) {
      const chosen = choose();
      counts[chosen] = (counts[chosen] ?? 0) + 1;
    }
    // Standard deviations are about 100.
    for (const [index, expected] of [30_000, 5_000, 15_000].entries()) {
      assert.ok(Math.abs((counts[index] ?? 0) - expected) < 500, `${counts}`);
    }
  });
});
