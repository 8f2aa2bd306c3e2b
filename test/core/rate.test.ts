import assert from 'node:assert/strict';
import { ChaosError } from '../../src/core/errors.js';
import { parseRate } from '../../src/core/rate.js';

describe('rates', () => {
  it('are read to events per second', () => {
    const texts = { '50/s': 50, '3000/m': 50, '0.5/s': 0.5, '3600/h': 1 };
    for (const [text, expected] of Object.entries(texts)) {
      assert.equal(parseRate(text), expected, text);
    }
  });

  it('are refused without a unit, negative, spaced or beyond a million a second', () => {
    for (const text of ['50', '0', '-1/s', '50 /s', '50/ s', '1000001/s', '/s', '50/d']) {
      assert.throws(() => parseRate(text), ChaosError, text);
    }
  });
});
