import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FaultFacts, HistoryEvent, ProbeFacts } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import { OUTAGE_RULES, type OutageRules } from '../../src/measurements/outage-rules.js';
import type { Outage } from '../../src/measurements/types.js';
import { faultLife, probe, probeFacts, probes, runEnd, runStart } from './histories.js';
import { BEHAVIOURS, type Simulation, simulate } from './simulated-service.js';

function outagesIn(
  events: readonly HistoryEvent[],
  facts: Partial<ProbeFacts> = {},
  rules: Partial<OutageRules> = {},
): readonly Outage[] {
  const run = [runStart({ probes: [probeFacts(facts)] }), ...events, runEnd(100_000)];
  return measure(run, { ...OUTAGE_RULES, ...rules }).outages;
}

function only(outages: readonly Outage[]): Outage {
  const [outage] = outages;
  assert.ok(outage !== undefined);
  assert.equal(outages.length, 1, `${outages.length} outages where one was expected`);
  return outage;
}

const BEFORE_MS = 2_000;
const AFTER_MS = 2_000;

function simulation(facts: Partial<Simulation> & { awayMs: number; offsetMs: number }): Simulation {
  const fromMs = BEFORE_MS + facts.offsetMs;
  return {
    behaviour: 'refuse',
    outages: [{ fromMs, toMs: fromMs + facts.awayMs }],
    intervalMs: 20,
    timeoutMs: 1_000,
    durationMs: BEFORE_MS + 100 + facts.awayMs + AFTER_MS,
    phaseMs: 0,
    latencyMs: { least: 0.3, most: 1.5 },
    jitterMs: 0.5,
    seed: 1,
    ...facts,
  };
}

function measured(simulated: Simulation): readonly Outage[] {
  const { intervalMs, timeoutMs } = simulated;
  return outagesIn(simulate(simulated), { intervalMs, timeoutMs });
}

describe('the outage estimator', function () {
  this.timeout(60_000);

  for (const behaviour of BEHAVIOURS) {
    it(`holds the true outage within bounds of 2T + 5 ms when the service is away by ${behaviour}`, () => {
      const arbitrary = fc.record({
        awayMs: fc.constantFrom(37, 200, 1_000, 3_610),
        intervalMs: fc.constantFrom(5, 20, 100),
        timeoutMs: fc.constantFrom(1_000, 5_000),
        phase: fc.double({ min: 0, max: 0.999, noNaN: true }),
        offsetMs: fc.double({ min: 0, max: 100, noNaN: true }),
        seed: fc.integer(),
      });
      const check = fc.property(arbitrary, ({ phase, ...facts }) => {
        const { awayMs, intervalMs } = facts;
        const found = measured(simulation({ ...facts, behaviour, phaseMs: phase * intervalMs }));
        if (mayGoUnseen(behaviour, awayMs, intervalMs) && found.length === 0) {
          return;
        }
        const { lowMs, highMs } = only(found);
        assert.ok(lowMs <= awayMs && awayMs <= highMs, `${awayMs} is not in [${lowMs}, ${highMs}]`);
        assert.ok(highMs - lowMs <= 2 * intervalMs + 5, `[${lowMs}, ${highMs}] is wider than 2T + 5`);
      });
      fc.assert(check, { numRuns: 150, seed: 1 });
    });
  }

  /** Shorter than an interval, or met by one probe that was answered in the end, or after a short wait. */
  function mayGoUnseen(behaviour: string, awayMs: number, intervalMs: number): boolean {
    return (
      (behaviour === 'resend' && awayMs <= 2 * intervalMs + 2) ||
      awayMs <= intervalMs + 2 ||
      (behaviour === 'pause' && awayMs < OUTAGE_RULES.minimumStallMs + intervalMs)
    );
  }

  it('holds the true outage within its bounds whatever the response times, lateness and length', () => {
    const arbitrary = fc.record({
      behaviour: fc.constantFrom(...BEHAVIOURS),
      awayMs: fc.double({ min: 1, max: 5_000, noNaN: true }),
      intervalMs: fc.constantFrom(5, 20, 50, 100),
      timeoutMs: fc.constantFrom(250, 1_000, 3_000),
      offsetMs: fc.double({ min: 0, max: 100, noNaN: true }),
      seed: fc.integer(),
      jitter: fc.double({ min: 0, max: 0.9, noNaN: true }),
      most: fc.double({ min: 1, max: 15, noNaN: true }),
    });
    const check = fc.property(arbitrary, ({ most, jitter, ...facts }) => {
      const jitterMs = jitter * facts.intervalMs;
      const found = measured(simulation({ ...facts, latencyMs: { least: 0.2, most }, jitterMs }));
      const longest = found.toSorted((one, other) => other.durationMs - one.durationMs)[0];
      if (longest === undefined) {
        return;
      }
      const { lowMs, highMs } = longest;
      const { awayMs } = facts;
      assert.ok(lowMs <= awayMs && awayMs <= highMs, `${awayMs} is not in [${lowMs}, ${highMs}]`);
    });
    fc.assert(check, { numRuns: 500, seed: 1 });
  });

  it('sees an outage shorter than the interval as often as D/T says', () => {
    let seen = 0;
    for (let phase = 0; phase < 100; phase++) {
      seen += measured(simulation({ awayMs: 37, offsetMs: phase, intervalMs: 100, seed: phase })).length;
    }
    assert.ok(seen >= 30 && seen <= 44, `${seen} of 100`);
  });

  it('finds no outage in ten minutes without faults', () => {
    const quiet = simulation({ awayMs: 0, offsetMs: 0, outages: [], durationMs: 600_000 });
    assert.deepEqual(measured({ ...quiet, latencyMs: { least: 0.3, most: 60 } }), []);
  });

  it('keeps two outages of one run apart', () => {
    const outages = [
      { fromMs: 1_000, toMs: 1_200 },
      { fromMs: 3_000, toMs: 3_500 },
    ];
    const found = measured(simulation({ awayMs: 0, offsetMs: 0, outages, durationMs: 5_000 }));
    assert.deepEqual(
      found.map(({ lowMs, highMs }, index) => {
        const truth = [200, 500][index] ?? Number.NaN;
        return lowMs <= truth && truth <= highMs;
      }),
      [true, true],
    );
  });
});

describe('an outage', () => {
  it('is told with its failures by kind, its cross-check and the times between which it began and ended', () => {
    const outage = only(outagesIn(probes(2_000, [[1_000, 1_100]])));
    assert.deepEqual(outage, {
      probe: 'page',
      startMs: 1_000,
      endMs: 1_080,
      durationMs: 100,
      lowMs: 79,
      highMs: 121,
      lostTimesIntervalMs: 100,
      failures: 5,
      kinds: { 'connect-refused': 5 },
      stalled: 0,
      beganMs: { low: 980, high: 1_001 },
      endedMs: { low: 1_080, high: 1_101 },
      fault: null,
      openAtStart: false,
      openAtEnd: false,
    });
  });

  it('is not lengthened by time-outs: failures count from when they were sent', () => {
    const events = probes(3_000).map((event) =>
      event.sentMs >= 1_000 && event.sentMs < 1_100
        ? probe(event.sentMs, { kind: 'header-timeout', endMs: event.sentMs + 1_000 })
        : event,
    );
    const { lowMs, highMs } = only(outagesIn(events));
    assert.deepEqual([lowMs, highMs], [79, 121]);
  });

  it('that began before the first probe is marked open, with its least length', () => {
    const { openAtStart, openAtEnd, lowMs, highMs } = only(outagesIn(probes(2_000, [[0, 500]])));
    assert.deepEqual(
      { openAtStart, openAtEnd, lowMs, highMs },
      { openAtStart: true, openAtEnd: false, lowMs: 479, highMs: 501 },
    );
  });

  it('that lasts until the probes stop is marked open, with its least length', () => {
    const { openAtStart, openAtEnd, lowMs, highMs } = only(outagesIn(probes(2_000, [[1_500, 2_000]])));
    assert.deepEqual(
      { openAtStart, openAtEnd, lowMs, highMs },
      { openAtStart: false, openAtEnd: true, lowMs: 479, highMs: 501 },
    );
  });

  it('is open at both ends when nothing was ever answered', () => {
    const { openAtStart, openAtEnd } = only(outagesIn(probes(500, [[0, 500]])));
    assert.deepEqual([openAtStart, openAtEnd], [true, true]);
  });

  it('needs as many failures as the rules ask for', () => {
    const events = probes(2_000, [
      [500, 540],
      [1_000, 1_100],
    ]);
    assert.equal(outagesIn(events).length, 2);
    assert.equal(only(outagesIn(events, {}, { minimumFailures: 3 })).failures, 5);
  });

  it('is joined with the next one only over as few successes as the rules allow', () => {
    const events = probes(2_000, [
      [1_000, 1_100],
      [1_140, 1_200],
    ]);
    assert.equal(outagesIn(events).length, 2);
    const joined = only(outagesIn(events, {}, { mergedOverSuccesses: 2 }));
    assert.deepEqual([joined.startMs, joined.endMs, joined.failures], [1_000, 1_180, 8]);
  });

  it('is not proved by a probe that was sent late', () => {
    const events = probes(2_000).map((event) =>
      event.sentMs === 1_000 ? probe(1_011, { dueMs: 1_000, kind: 'connect-timeout' }) : event,
    );
    assert.deepEqual(outagesIn(events), []);
  });

  it('is seen at the resolution of all lanes together', () => {
    const lanes = [0, 1].flatMap((lane) =>
      probes(2_000).map((event) => {
        const sentMs = event.sentMs + 10 * lane;
        const away = sentMs >= 1_005 && sentMs < 1_095;
        return probe(sentMs, { lane, kind: away ? 'reset' : 'ok' });
      }),
    );
    const { lowMs, highMs, lostTimesIntervalMs } = only(outagesIn(lanes, { lanes: 2 }));
    assert.deepEqual([lowMs, highMs, lostTimesIntervalMs], [79, 101, 90]);
  });

  it('is put down to the fault that began last before it', () => {
    const facts = (id: string, scheduledMs: number): FaultFacts => ({
      id,
      fault: 'nic.unplug',
      target: 'x',
      scheduledMs,
    });
    const events = measure([
      runStart({ probes: [probeFacts()], faults: [facts('first', 500), facts('second', 1_400)] }),
      ...faultLife('first', ['a'], {
        injecting: 500,
        injected: 520,
        recovering: 3_000,
        recovered: 3_010,
        healed: 3_100,
      }),
      ...faultLife('second', ['b'], {
        injecting: 1_400,
        injected: 1_410,
        recovering: 2_000,
        recovered: 2_010,
        healed: 2_020,
      }),
      ...probes(30_000, [
        [200, 240],
        [600, 700],
        [1_420, 1_500],
        [3_200, 3_300],
        [29_000, 29_100],
      ]),
      runEnd(30_000),
    ]);
    assert.deepEqual(
      events.outages.map(({ fault }) => fault),
      [null, 'first', 'second', 'first', null],
    );
  });
});

describe('requests answered in the end', () => {
  it('after their time-out are missed: an answer that a late timer let through does not end an outage', () => {
    const events = probes(5_000, [[1_000, 3_000]]).map((event) =>
      event.sentMs === 2_000 ? probe(2_000, { endMs: 3_008 }) : event,
    );
    assert.equal(only(outagesIn(events)).failures, 100);
  });

  it('when the lost connection request was sent again are missed, where neighbours are', () => {
    const events = (away: readonly number[]) =>
      probes(5_000).map((event) =>
        away.includes(event.sentMs) ? probe(event.sentMs, { endMs: event.sentMs + 1_004 }) : event,
      );
    const facts = { timeoutMs: 3_000 };
    const { lowMs, highMs, stalled, kinds } = only(outagesIn(events([2_000, 2_020, 2_040]), facts));
    assert.deepEqual([lowMs, highMs, stalled, kinds], [39, 81, 3, { 'too-slow': 3 }]);
    assert.deepEqual(outagesIn(events([2_000]), facts), []);
    assert.deepEqual(outagesIn(events([2_000, 2_020, 2_040]), { ...facts, connection: 'keepalive' }), []);
  });
});

describe('requests left waiting', () => {
  const answeredAt = (fromMs: number, toMs: number, answer: (sentMs: number) => number) =>
    probes(5_000).map((event) =>
      event.sentMs >= fromMs && event.sentMs < toMs
        ? probe(event.sentMs, { endMs: answer(event.sentMs) })
        : event,
    );

  it('together until they are answered together are an outage, of the kind too-slow', () => {
    const outage = only(outagesIn(answeredAt(1_000, 1_200, () => 1_200.5)));
    assert.ok(outage.lowMs <= 200 && outage.highMs >= 200);
    assert.deepEqual([outage.failures, outage.stalled, outage.kinds], [10, 10, { 'too-slow': 10 }]);
  });

  it('each as long as the others are slow answers, not an outage', () => {
    assert.deepEqual(outagesIn(answeredAt(1_000, 3_000, (sentMs) => sentMs + 300)), []);
  });

  it('until a delay ends and the network gives up what it held are slow answers too', () => {
    assert.deepEqual(outagesIn(answeredAt(1_000, 2_000, (sentMs) => Math.min(sentMs + 300, 2_001))), []);
  });

  it('alone, while others are answered, are slow answers too', () => {
    const events = probes(5_000).map((event) =>
      event.sentMs % 200 === 0 ? probe(event.sentMs, { endMs: event.sentMs + 900 }) : event,
    );
    assert.deepEqual(outagesIn(events), []);
  });

  it('for less than a tenth of a second are slow answers too', () => {
    assert.deepEqual(outagesIn(answeredAt(1_000, 1_090, () => 1_090.5)), []);
  });
});
