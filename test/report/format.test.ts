import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatFor } from '../../src/report/format.js';

describe('The format of numbers', () => {
  const en = formatFor('en');
  const es = formatFor('es');

  it('scales a duration to the unit that suits it', () => {
    const shown = [0, 0.254, 12.34, 20, 412.4, 3120.4, 119_000, 125_400].map(en.duration);
    assert.deepEqual(shown, [
      '0 ms',
      '0.25 ms',
      '12.3 ms',
      '20 ms',
      '412 ms',
      '3.12 s',
      '119.00 s',
      '2 min 5 s',
    ]);
  });

  it('shows as many digits of a bounded duration as its width carries', () => {
    assert.equal(en.bounded(3120, 3100, 3140), '3.12 s [3.10, 3.14]');
    assert.equal(en.bounded(3118, 3113, 3123), '3.118 s [3.113, 3.123]');
    assert.equal(en.bounded(20, 0, 40), '20 ms [0, 40]');
  });

  it('rounds bounds outwards, so that what is printed still holds what was measured', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 60_000, noNaN: true }),
        fc.double({ min: 1, max: 500, noNaN: true }),
        (low, width) => {
          const high = low + width;
          const text = en.bounded(low + width / 2, low, high).replaceAll(',', ' ');
          const match = /(ms|s) \[([\d.]+) +([\d.]+)\]/.exec(text);
          assert.ok(match, text);
          const scale = match[1] === 's' ? 1000 : 1;
          assert.ok(Number(match[2]) * scale <= low + 0.002, text);
          assert.ok(Number(match[3]) * scale >= high - 0.002, text);
        },
      ),
    );
  });

  it('never rounds a share up to all', () => {
    assert.equal(en.share(1), '100%');
    assert.equal(en.share(0.99996), '99.996%');
    assert.equal(en.share(0.93066), '93.0%');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999_999_9, noNaN: true }), (share) => {
        assert.notEqual(en.share(share).replace(/\.0+%/, '%'), '100%');
      }),
    );
  });

  it('speaks Spanish numbers with a comma, and keeps bounds apart with a semicolon', () => {
    assert.equal(es.bounded(3120, 3100, 3140), '3,12 s [3,10; 3,14]');
    assert.equal(es.range(2609, 3609), '2,61 a 3,61 s');
    assert.equal(es.share(0.9306), '93,0 %');
    assert.equal(es.integer(33_912), '33.912');
  });

  it('marks the direction of an offset', () => {
    assert.equal(en.offset(3109), '+3.11 s');
    assert.equal(en.offset(-20), '−0.02 s');
  });
});
