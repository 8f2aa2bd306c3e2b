import assert from 'node:assert/strict';
import type { HistoryEvent, RunStartEvent } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import {
  faultLife,
  loadEnd,
  loadStart,
  loadWindows,
  probeFacts,
  probes,
  runEnd,
  runStart,
} from './histories.js';

/** Time lines of 8 s with 2 s between, so one every 10 s. */
const LENGTH_MS = 8_000;
const PERIOD_MS = 10_000;

function repeated(lengthsMs: readonly number[], facts: Partial<RunStartEvent> = {}): readonly HistoryEvent[] {
  const ids = lengthsMs.map((_, index) => (index === 0 ? 'cut' : `cut#${index + 1}`));
  const starts = lengthsMs.map((_, index) => index * PERIOD_MS + 3_000);
  const endMs = lengthsMs.length * PERIOD_MS - 2_000;
  const start = runStart({
    probes: [probeFacts()],
    faults: ids.map((id, index) => ({
      id,
      fault: 'nic.unplug',
      target: 'x',
      scheduledMs: starts[index] ?? 0,
      repeat: index + 1,
    })),
    repetitions: { count: lengthsMs.length, lengthMs: LENGTH_MS, cooldownMs: 2_000 },
    ...facts,
  });
  const lives = starts.flatMap((fromMs, index) =>
    faultLife(ids[index] ?? '', ['a'], {
      injecting: fromMs,
      injected: fromMs + 10,
      recovering: fromMs + 2_000,
      recovered: fromMs + 2_010,
      healed: fromMs + 2_500,
    }),
  );
  const away = starts.map((fromMs, index) => [fromMs, fromMs + (lengthsMs[index] ?? 0)] as const);
  return [start, ...lives, ...probes(endMs, away), runEnd(endMs)];
}

describe('repeats of a time line', () => {
  it('keep what was measured in each, and give a median with an interval from six on', () => {
    const { repetitions, outages, faults } = measure(repeated([400, 800, 600, 1_000, 200, 700]));
    assert.deepEqual(
      outages.map(({ repeat, fault }) => [repeat, fault]),
      [
        [1, 'cut'],
        [2, 'cut#2'],
        [3, 'cut#3'],
        [4, 'cut#4'],
        [5, 'cut#5'],
        [6, 'cut#6'],
      ],
    );
    assert.deepEqual(
      faults.map(({ repeat }) => repeat),
      [1, 2, 3, 4, 5, 6],
    );
    const longest = repetitions.find(({ metric }) => metric === 'outage.max');
    assert.deepEqual(longest?.values, [400, 800, 600, 1_000, 200, 700]);
    assert.deepEqual(longest?.summary, {
      median: 650,
      min: 200,
      max: 1_000,
      interval: { low: 200, high: 1_000, confidence: 0.96875 },
    });
    const count = repetitions.find(({ metric }) => metric === 'outage.count');
    assert.deepEqual(count?.values, [1, 1, 1, 1, 1, 1]);
  });

  it('give no interval below six, and count a repeat without an outage as one of no length', () => {
    const [longest] = measure(repeated([400, 0, 600])).repetitions;
    assert.deepEqual(longest?.values, [400, 0, 600]);
    assert.deepEqual([longest?.summary?.median, longest?.summary?.interval], [400, null]);
  });

  it('that the run did not reach have no values', () => {
    const facts = { repetitions: { count: 3, lengthMs: LENGTH_MS, cooldownMs: 2_000 } };
    const [longest] = measure(repeated([400, 600], facts)).repetitions;
    assert.deepEqual(longest?.values, [400, 600, null]);
  });

  it('are none where the time line was run once', () => {
    const events = [runStart({ probes: [probeFacts()] }), ...probes(4_000, [[1_000, 1_400]]), runEnd(4_000)];
    const { repetitions, outages } = measure(events);
    assert.deepEqual([repetitions, outages[0]?.repeat], [[], undefined]);
  });

  it('have loads that are judged by their own repeat, and asked for by one name', () => {
    const okAt = (t: number) => (t % PERIOD_MS >= 3_000 && t % PERIOD_MS < 3_400 ? 0 : 10);
    const loads = ['steady', 'steady#2'].flatMap((id, index) => [
      loadStart(index * PERIOD_MS, { load: id, repeatOfTimeline: index + 1 }),
      ...loadWindows(id, index * PERIOD_MS, index * PERIOD_MS + 8_000, okAt),
      loadEnd(index * PERIOD_MS + 8_000, id, { outcomes: { ok: 760, reset: 5 } }),
    ]);
    const [start, ...events] = repeated([400, 400], {
      expectations: [{ metric: 'load.failed[steady]', comparison: '==', threshold: 10, condition: '== 10' }],
    });
    assert.ok(start !== undefined);
    const { loads: rows, expectations } = measure([start, ...loads, ...events]);
    assert.equal(expectations[0]?.verdict, 'pass');
    assert.deepEqual(
      rows.map(({ requestsPerSecond, band, restoredMs }) => [
        requestsPerSecond.before,
        requestsPerSecond.after,
        band.perSecond?.low,
        restoredMs,
      ]),
      [
        [100, 100, 90, 5_010],
        [100, 100, 90, 15_010],
      ],
    );
  });
});
