import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FaultFacts, HistoryEvent } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import {
  faultLife,
  loadEnd,
  loadStart,
  loadWindows,
  probe,
  probeFacts,
  probes,
  runEnd,
  runStart,
  states,
} from './histories.js';

const fault: FaultFacts = {
  id: 'kill',
  fault: 'container.kill',
  target: 'web:1',
  scheduledMs: 4_000,
  holdMs: 2_000,
};

const start = runStart({
  probes: [probeFacts()],
  faults: [fault],
  frontends: [{ name: 'tcp', mode: 'tcp', backend: 'web' }],
  expectations: [{ metric: 'outage.max', comparison: '<', threshold: 1_000, condition: '< 1s' }],
});

const run: readonly HistoryEvent[] = [
  start,
  loadStart(0, { durationMs: 10_000 }),
  ...[
    ...loadWindows('load-1', 0, 10_000, (t) => (t >= 4_000 && t < 5_000 ? 50 : 100)),
    ...probes(10_000, [[4_100, 4_300]]),
    ...faultLife('kill', ['web1'], {
      resolved: 3_990,
      injecting: 4_000,
      injected: 4_010,
      effective: 4_050,
      recovering: 6_010,
      recovered: 6_020,
      healed: 6_500,
    }),
    ...states('server:web/web1', [
      [0, 'UP'],
      [4_500, 'DOWN'],
      [6_400, 'UP'],
    ]),
  ].sort((one, other) => one.t - other.t),
  loadEnd(10_000, 'load-1', { durationMs: 10_000, requests: 9_500, outcomes: { ok: 9_500 } }),
  runEnd(10_000),
];

describe('measuring a history', () => {
  it('gives the same measurements for the same history', () => {
    assert.deepEqual(measure(run), measure([...run]));
  });

  it('takes any iterable, read once', () => {
    assert.deepEqual(measure(new Set(run).values()), measure(run));
  });

  it('gives nothing that JSON cannot hold', () => {
    const measurements = measure(run);
    assert.deepEqual(JSON.parse(JSON.stringify(measurements)), measurements);
  });

  it('measures as far as it goes wherever a killed run broke off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: run.length - 1 }), (length) => {
        const { outcome, verdict, warnings } = measure(run.slice(0, length));
        assert.equal(outcome, 'broke-off');
        assert.equal(verdict, 'unknown');
        assert.equal(warnings[0]?.code, 'HISTORY_TRUNCATED');
      }),
    );
  });

  it('refuses a history that does not say what was run', () => {
    assert.throws(() => measure(run.slice(1)), { code: 'HISTORY_WITHOUT_START' });
    assert.throws(() => measure([]), { code: 'HISTORY_WITHOUT_START' });
  });

  it('tells a fault by its stages', () => {
    assert.deepEqual(measure(run).faults, [
      {
        id: 'kill',
        fault: 'container.kill',
        target: 'web:1',
        targets: ['web1'],
        scheduledMs: 4_000,
        injectedMs: 4_010,
        effectiveMs: 4_050,
        recoveredMs: 6_020,
        healedMs: 6_500,
        recovered: true,
      },
    ]);
  });

  it('closes the lanes of states at the end of the run', () => {
    assert.deepEqual(measure(run).states, [
      {
        subject: 'server:web/web1',
        segments: [
          { state: 'UP', fromMs: 0, toMs: 4_500 },
          { state: 'DOWN', fromMs: 4_500, toMs: 6_400 },
          { state: 'UP', fromMs: 6_400, toMs: 10_000 },
        ],
      },
    ]);
  });

  it('keeps up with a million events', function () {
    this.timeout(60_000);
    const many = probes(20_000_000, [[5_000_000, 5_003_000]]);
    assert.equal(many.length, 1_000_000);
    assert.equal(measure([runStart({ probes: [probeFacts()] }), ...chunks(many)]).outages.length, 1);
  });
});

/** Spread into an argument list a million events would overflow the stack; as an iterable they do not. */
function* chunks(events: readonly HistoryEvent[]): Iterable<HistoryEvent> {
  yield* events;
}

describe('a load', () => {
  it('has its rate before, during and after what went wrong, and its rate over time', () => {
    const [load] = measure(run).loads;
    assert.deepEqual(load?.requestsPerSecond, { before: 1_000, during: 800, after: 1_000, whole: 950 });
    assert.equal(load?.series.length, 100);
    assert.deepEqual(load?.series[40], { fromMs: 4_000, toMs: 4_100, okPerSecond: 500, failedPerSecond: 0 });
  });

  it('that nothing disturbed has no rate during or after', () => {
    const events = [runStart(), loadStart(0), ...loadWindows('load-1', 0, 1_000, () => 100), runEnd(1_000)];
    const { before, during, after } = measure(events).loads[0]?.requestsPerSecond ?? {};
    assert.deepEqual([before, during, after], [1_000, null, null]);
  });

  it('has its response time by phase, the band before, and when it was served as before again', () => {
    const slow = (t: number) => (t >= 4_000 && t < 6_500 ? 30 : 10);
    const events = run.map((event) =>
      event.type === 'load.window'
        ? {
            ...event,
            window: {
              ...event.window,
              latency: { meanMs: slow(event.window.fromMs), p99Ms: 50, maxMs: 60 },
            },
          }
        : event,
    );
    const [load] = measure(events).loads;
    assert.deepEqual(load?.responseMs, { before: 10, during: 30, after: 10 });
    assert.deepEqual(load?.band, {
      perSecond: { mean: 1_000, low: 900, high: 1_100 },
      responseMs: { mean: 10, low: 9, high: 11 },
    });
    assert.deepEqual([load?.restoredMs, load?.fullCapacityMs], [6_020, 6_100]);
  });

  it('that the run cut off is counted by its windows, and doubted', () => {
    const events = [runStart(), loadStart(0), ...loadWindows('load-1', 0, 1_000, () => 100)];
    const [load] = measure(events).loads;
    assert.deepEqual([load?.requests, load?.endMs, load?.doubts[0]?.code], [1_000, 1_000, 'UNFINISHED']);
  });
});

describe('servers that a fault hit', () => {
  const check = { interMs: 2_000, fall: 3, rise: 2, timeoutMs: 1_000 };
  const life = { injecting: 4_000, injected: 4_010, recovering: 20_000, recovered: 20_010 };
  const rowsOf = (
    facts: Partial<FaultFacts>,
    changes: readonly (readonly [number, string])[],
    server = 'web/web1',
  ) =>
    measure([
      runStart({ faults: [{ ...fault, ...facts }], check }),
      ...faultLife('kill', ['web1'], life),
      ...states(`server:${server}`, changes),
      runEnd(30_000),
    ]).detections;

  it('are taken out by the balancer within what its checks make one expect', () => {
    const [row] = rowsOf({}, [
      [0, 'UP'],
      [5_000, 'UP 2/3'],
      [8_900, 'DOWN'],
    ]);
    assert.deepEqual(row, {
      fault: 'kill',
      server: 'web/web1',
      causeMs: 4_010,
      downMs: 8_900,
      delayMs: 4_890,
      expectedMs: { low: 4_000, high: 7_000 },
    });
  });

  it('may never be taken out', () => {
    const up = [[0, 'UP']] as const;
    const late = [
      [0, 'UP'],
      [21_000, 'DOWN'],
    ] as const;
    assert.deepEqual([rowsOf({}, up)[0]?.downMs, rowsOf({}, late)[0]?.downMs], [null, null]);
    assert.deepEqual(rowsOf({ fault: 'container.pause' }, up), []);
  });

  it('expect nothing of checks that a stopped process still passes', () => {
    const [row] = rowsOf({ fault: 'container.pause' }, [
      [0, 'UP'],
      [9_000, 'DOWN'],
    ]);
    assert.deepEqual([row?.delayMs, row?.expectedMs], [4_990, null]);
  });

  it('are no others, and none that were down already or out of sight', () => {
    assert.deepEqual(rowsOf({}, [[0, 'UP']], 'web/web2'), []);
    assert.deepEqual(rowsOf({}, [[0, 'DOWN']]), []);
    assert.deepEqual(rowsOf({}, [[0, 'unknown']]), []);
  });
});

describe('what counts as an outage', () => {
  const away = [
    [1_000, 1_020],
    [2_000, 2_060],
    [2_080, 2_140],
  ] as const;
  const measured = (outages?: { minimumFailures: number; mergeOver: number }) =>
    measure([
      runStart({ probes: [probeFacts()], ...(outages === undefined ? {} : { outages }) }),
      ...probes(4_000, away),
      runEnd(4_000),
    ]);

  it('is for the scenario to say, and is reported', () => {
    const { outages, outageRules } = measured({ minimumFailures: 2, mergeOver: 1 });
    assert.deepEqual(outageRules, { minimumFailures: 2, mergeOver: 1 });
    assert.deepEqual(
      outages.map(({ startMs, failures }) => [startMs, failures]),
      [[2_000, 6]],
    );
  });

  it('is every failure where it says nothing', () => {
    const { outages, outageRules } = measured();
    assert.deepEqual(outageRules, { minimumFailures: 1, mergeOver: 0 });
    assert.equal(outages.length, 3);
  });
});

describe('a probe', () => {
  it('has its availability over requests and over time, the latter within the bounds of its outages', () => {
    const [row] = measure(run).probes;
    assert.deepEqual([row?.sent, row?.ok, row?.failedByKind], [500, 490, { 'connect-refused': 10 }]);
    assert.equal(row?.availabilityByRequests, 0.98);
    const watchedMs = 9_981;
    assert.equal(row?.availabilityByTime, 1 - 200 / watchedMs);
    assert.deepEqual(row?.availabilityByTimeBounds, { low: 1 - 221 / watchedMs, high: 1 - 179 / watchedMs });
    assert.deepEqual(row?.latencyMs, { p50: 1, p99: 1, max: 1 });
  });

  it('that was sent late is counted apart', () => {
    const late = probe(1_015, { dueMs: 1_000, kind: 'connect-timeout' });
    const events = probes(2_000).map((event) => (event.sentMs === 1_000 ? late : event));
    const [row] = measure([runStart({ probes: [probeFacts()] }), ...events]).probes;
    assert.deepEqual([row?.sent, row?.late, row?.latenessMaxMs, row?.longestGapMs], [100, 1, 15, 40]);
    assert.equal(row?.availabilityByRequests, 1);
  });

  it('that was never sent is a row without figures', () => {
    const [row] = measure([runStart({ probes: [probeFacts()] }), runEnd(1)]).probes;
    assert.deepEqual(
      [row?.sent, row?.availabilityByRequests, row?.availabilityByTime, row?.latencyMs],
      [0, null, null, null],
    );
  });

  it('keeps its failures in a thinned series', () => {
    const events = probes(200_000, [[100_000, 100_020]]);
    const [row] = measure([runStart({ probes: [probeFacts()] }), ...events]).probes;
    assert.equal(row?.series.length, 2_000);
    assert.equal(row?.series.filter(({ ok }) => !ok).length, 1);
  });
});

describe('warnings', () => {
  const codesOf = (events: readonly HistoryEvent[]) => measure(events).warnings.map(({ code }) => code);

  it('are none for a clean run', () => {
    assert.deepEqual(codesOf(run), []);
  });

  it('tell that more than one probe in a hundred was late', () => {
    const events = probes(2_000).map((event) =>
      event.sentMs < 60 ? probe(event.sentMs + 11, { dueMs: event.sentMs }) : event,
    );
    assert.deepEqual(codesOf([runStart({ probes: [probeFacts()] }), ...events, runEnd(2_000)]), [
      'PROBES_LATE',
    ]);
  });

  it('tell that the prober was held up for more than half an interval', () => {
    const reading = { t: 1_000, type: 'harness', eventLoopDelayP99Ms: 2, eventLoopDelayMaxMs: 11 } as const;
    const held = (thread: 'prober' | 'main') =>
      codesOf([runStart({ probes: [probeFacts()] }), { ...reading, thread }, runEnd(2_000)]);
    assert.deepEqual(held('prober'), ['HARNESS_DELAYED']);
    assert.deepEqual(held('main'), []);
  });

  it('tell what an observer lost sight of', () => {
    const lost = states('server:web/web1', [
      [0, 'UP'],
      [500, 'unknown'],
    ]);
    assert.deepEqual(measure([runStart(), ...lost, runEnd(2_000)]).warnings, [
      { code: 'OBSERVER_LOST', message: 'an-observer lost sight of server:web/web1 for up to 1.5 s' },
    ]);
  });

  it('tell of faults that failed, were not undone, or never came', () => {
    const codes = (...events: readonly HistoryEvent[]) =>
      codesOf([runStart({ faults: [fault] }), ...events, runEnd(9_000)]);
    assert.deepEqual(codes(), ['FAULT_NOT_INJECTED']);
    assert.deepEqual(codes(...faultLife('kill', [], { injecting: 1, injected: 2 })), ['FAULT_UNFINISHED']);
    assert.deepEqual(codes(...faultLife('kill', [], { injecting: 1, failed: 2 })), ['FAULT_FAILED']);
  });

  it('of the run itself are said once each', () => {
    const warning = { t: 1, type: 'warning', code: 'CLOCK', message: 'the clock jumped' } as const;
    assert.deepEqual(codesOf([runStart(), warning, warning, runEnd(2)]), ['CLOCK']);
  });
});
