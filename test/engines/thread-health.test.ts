import assert from 'node:assert/strict';
import { ThreadHealth } from '../../src/engines/thread-health.js';
import type { ThreadReading } from '../../src/engines/types.js';

describe("a load thread's health", () => {
  it('is read each second: how late it came to look, and how much of a core it took', () => {
    const { readings, watch } = watched({ cpuPerMs: 0.25 });
    watch.lookAt([10, 20, 35, ...every10(45, 995), 1005]);
    assert.deepEqual(readings, [
      {
        worker: 3,
        fromMs: 0,
        toMs: 1005,
        eventLoopDelayP99Ms: 0,
        eventLoopDelayMaxMs: 5,
        threadCpu: 0.25,
      },
    ]);
  });

  it('shows that the thread was held up, in the reading of that time and in no other', () => {
    const { readings, watch } = watched({ cpuPerMs: 1 });
    watch.lookAt([...every10(10, 500), 760, ...every10(770, 3000)]);
    assert.deepEqual(
      readings.map(({ fromMs, toMs, eventLoopDelayMaxMs }) => [fromMs, toMs, eventLoopDelayMaxMs]),
      [
        [0, 1000, 250],
        [1000, 2000, 0],
        [2000, 3000, 0],
      ],
    );
  });

  it('is read once more at the end, with what held it up until then', () => {
    const { readings, watch, clock } = watched({ cpuPerMs: 1 });
    watch.lookAt([10, 20]);
    clock.nowMs = 150;
    watch.health.end();
    assert.deepEqual(
      readings.map(({ toMs, eventLoopDelayMaxMs }) => [toMs, eventLoopDelayMaxMs]),
      [[150, 120]],
    );
  });

  it('says nothing of the processor where the system does not', () => {
    const { readings, watch } = watched({});
    watch.health.end();
    assert.equal('threadCpu' in (readings[0] ?? {}), false);
  });
});

function every10(fromMs: number, toMs: number): readonly number[] {
  return Array.from({ length: (toMs - fromMs) / 10 + 1 }, (_, index) => fromMs + 10 * index);
}

function watched({ cpuPerMs }: { readonly cpuPerMs?: number }) {
  const clock = { nowMs: 0 };
  const readings: ThreadReading[] = [];
  const health = new ThreadHealth({
    worker: 3,
    nowMs: () => clock.nowMs,
    threadCpuMs: () => (cpuPerMs === undefined ? undefined : clock.nowMs * cpuPerMs),
    onReading: (reading) => readings.push(reading),
  });
  const lookAt = (times: readonly number[]) => {
    for (const nowMs of times) {
      clock.nowMs = nowMs;
      health.look();
    }
  };
  return { readings, clock, watch: { health, lookAt } };
}
