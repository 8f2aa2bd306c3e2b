import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/core/duration.js';
import { ChaosError } from '../../src/core/errors.js';

const WEEK_IN_MICROSECONDS = 7 * 24 * 3600 * 1e6;

describe('durations', () => {
  it('are read to milliseconds from every unit', () => {
    const texts = { '20ms': 20, '10s': 10_000, '2m': 120_000, '1h': 3_600_000, '1.5s': 1500, '0.25ms': 0.25 };
    for (const [text, expected] of Object.entries(texts)) {
      assert.equal(parseDuration(text), expected, text);
    }
  });

  it('are exact where floating point is not', () => {
    assert.equal(parseDuration('1.1s'), 1100);
    assert.equal(parseDuration('2.3s'), 2300);
  });

  it('need a unit, except for zero', () => {
    assert.equal(parseDuration('0'), 0);
    assert.throws(() => parseDuration('20'), hasHint('add a unit: 20ms, 20s'));
  });

  it('are refused when negative, spaced, without digits, in other units or beyond a week', () => {
    const wrong = [
      '-1s',
      '+1s',
      '1 s',
      ' 1s',
      '1s ',
      '',
      's',
      '.5s',
      '1.s',
      '1e3ms',
      'NaN',
      'Infinity',
      '1d',
      '1S',
      '169h',
      '1s2ms',
      '0x10ms',
      '٣s',
    ];
    for (const text of wrong) {
      assert.throws(() => parseDuration(text), ChaosError, JSON.stringify(text));
    }
  });

  it('say how a nearly right text is written', () => {
    assert.throws(() => parseDuration('1 s'), hasHint('write 1s, with no space'));
    assert.throws(() => parseDuration('5MS'), hasHint('write 5ms, with no space'));
    assert.throws(() => parseDuration('5d'), hasHint('units: ms, s, m, h'));
    assert.throws(() => parseDuration('200h'), hasHint('at most 168h'));
  });

  it('are written in the unit that a person would choose', () => {
    const texts = {
      0: '0ms',
      20: '20ms',
      0.5: '0.5ms',
      1500: '1.5s',
      90000: '90s',
      120000: '2m',
      7200000: '2h',
      3523.25: '3.52325s',
    };
    for (const [durationMs, expected] of Object.entries(texts)) {
      assert.equal(formatDuration(Number(durationMs)), expected);
    }
  });

  it('survive being written and read again, to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: WEEK_IN_MICROSECONDS }), (microseconds) => {
        const durationMs = microseconds / 1000;
        assert.equal(parseDuration(formatDuration(durationMs)), durationMs);
      }),
    );
  });

  it('are a number from zero to a week or an error, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.eE+ -]{1,8}(ms|s|m|h)$/)), (text) => {
        try {
          const durationMs = parseDuration(text);
          assert.ok(durationMs >= 0 && durationMs <= 168 * 3_600_000);
        } catch (error) {
          assert.ok(error instanceof ChaosError);
        }
      }),
    );
  });
});

function hasHint(hint: string) {
  return (error: unknown) => {
    assert.ok(error instanceof ChaosError);
    assert.equal(error.hint, hint);
    return true;
  };
}
