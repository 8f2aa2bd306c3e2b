import assert from 'node:assert/strict';
import { startTicker } from '../../src/core/ticker.js';

describe('a ticker', () => {
  it('never wakes before it is due, and again whenever it is asked to', async () => {
    const wakes: { readonly dueMs: number; readonly nowMs: number }[] = [];
    let dueMs = 0;
    await new Promise<void>((resolve, reject) => {
      const starting = startTicker(() => {
        wakes.push({ dueMs, nowMs: performance.now() });
        starting.then((ticker) => {
          if (wakes.length === 50) {
            ticker.stop().then(resolve, reject);
            return;
          }
          dueMs += 3.3;
          ticker.wakeAt(dueMs);
        }, reject);
      });
      starting.then((ticker) => {
        dueMs = performance.now() + 5;
        ticker.wakeAt(dueMs);
      }, reject);
    });
    assert.equal(wakes.length, 50);
    for (const wake of wakes) assert.ok(wake.nowMs >= wake.dueMs);
  });

  it('obeys the last call, and none after it was stopped', async () => {
    let wakes = 0;
    const ticker = await startTicker(() => wakes++);
    const nowMs = performance.now();
    ticker.wakeAt(nowMs + 3_600_000);
    ticker.wakeAt(nowMs + 1);
    while (wakes === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    ticker.wakeAt(performance.now() + 1);
    await ticker.stop();
    const before = wakes;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(wakes, before);
  });

  it('does not poll for a time that replaced another, when the other is over', async () => {
    let wakes = 0;
    const ticker = await startTicker(() => wakes++);
    ticker.wakeAt(performance.now());
    while (wakes === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const firstMs = performance.now() + 1;
    ticker.wakeAt(firstMs);
    // The wake-up for it waits to be taken.
    while (performance.now() < firstMs + 5);
    ticker.wakeAt(firstMs + 3_600_000);
    const before = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { utilization } = performance.eventLoopUtilization(before);
    await ticker.stop();
    assert.ok(utilization < 0.5, `${utilization}`);
  });
});
