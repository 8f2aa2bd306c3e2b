import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Tally } from '../../src/engines/tally.js';
import { joinWindows, WindowJoiner } from '../../src/engines/windows.js';
import type { LoadWindow } from '../../src/history/types.js';

const ends = fc.array(
  fc.record({ latencyMs: fc.integer({ min: 0, max: 5_000_000 }).map((us) => us / 1000), gapMs: fc.nat(30) }),
  { minLength: 1, maxLength: 100 },
);

describe('windows of several threads', () => {
  it('joined are those of one thread that did everything', () => {
    fc.assert(
      fc.property(ends, fc.integer({ min: 1, max: 4 }), (all, threads) => {
        const whole = new Tally(100);
        const parts = Array.from({ length: threads }, () => new Tally(100));
        let nowMs = 100;
        for (const [index, { latencyMs, gapMs }] of all.entries()) {
          nowMs += gapMs;
          whole.answer(200, 1, latencyMs, nowMs);
          parts[index % threads]?.answer(200, 1, latencyMs, nowMs);
        }
        const joined: LoadWindow[] = [];
        const joiner = new WindowJoiner(threads, (window) => joined.push(window));
        for (const [thread, part] of parts.entries()) {
          for (const window of part.takeLastWindows(nowMs)) joiner.take(thread, window);
          joiner.ended(thread);
        }
        assert.deepEqual(joined.map(roundMeans), whole.takeLastWindows(nowMs).map(roundMeans));
      }),
    );
  });

  it('wait for a thread that is still sending, and for none that has ended', () => {
    const given: LoadWindow[] = [];
    const joiner = new WindowJoiner(2, (window) => given.push(window));
    joiner.take(0, empty(0));
    joiner.take(0, empty(100));
    assert.equal(given.length, 0);
    joiner.take(1, empty(0));
    assert.deepEqual(given, [empty(0)]);
    joiner.ended(1);
    assert.deepEqual(given, [empty(0), empty(100)]);
  });

  it('are given out as they are when a thread does not answer any more', () => {
    const given: LoadWindow[] = [];
    const joiner = new WindowJoiner(2, (window) => given.push(window));
    joiner.take(1, empty(0));
    joiner.flush();
    assert.deepEqual(given, [empty(0)]);
  });

  it('of different lengths are as long as the longest', () => {
    const [one, other] = [100, 50].map((toMs) => ({ fromMs: 0, toMs, outcomes: {} }));
    assert.deepEqual(joinWindows([one, other].flatMap((window) => window ?? [])), empty(0));
  });
});

function empty(fromMs: number): LoadWindow {
  return { fromMs, toMs: fromMs + 100, outcomes: {} };
}

/** Sums of fractions depend on their order, beyond a millionth of a millisecond. */
function roundMeans(window: LoadWindow): LoadWindow {
  const { latency } = window;
  if (latency === undefined) return window;
  return { ...window, latency: { ...latency, meanMs: Math.round(latency.meanMs * 1e6) / 1e6 } };
}
