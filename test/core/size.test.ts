import assert from 'node:assert/strict';
import { ChaosError } from '../../src/core/errors.js';
import { formatSize, parseSize } from '../../src/core/size.js';

describe('sizes', () => {
  it('are read to bytes, decimal and binary', () => {
    const texts = {
      '512B': 512,
      '200KiB': 204_800,
      '10MB': 1e7,
      '1.5MiB': 1_572_864,
      '1kB': 1000,
      '1TiB': 2 ** 40,
    };
    for (const [text, expected] of Object.entries(texts)) {
      assert.equal(parseSize(text), expected, text);
    }
  });

  it('are refused without a unit, in parts of a byte, negative, spaced or beyond a tebibyte', () => {
    for (const text of ['0', '200', '1.5B', '-1KiB', '1 KiB', '2TiB', 'KiB', '1e3B', '10M']) {
      assert.throws(() => parseSize(text), ChaosError, text);
    }
  });

  it('are shown to one decimal place', () => {
    assert.deepEqual([0, 512, 204_800, 10_000_000, 2 ** 40].map(formatSize), [
      '0B',
      '512B',
      '200KiB',
      '9.5MiB',
      '1TiB',
    ]);
  });
});
