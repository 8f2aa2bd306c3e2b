import assert from 'node:assert/strict';
import type {
  HarnessEvent,
  HistoryEvent,
  LoadResult,
  LoadStartEvent,
  RunStartEvent,
} from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import type { MatrixRow } from '../../src/measurements/types.js';
import { faultLife, loadEnd, loadStart, loadWindows, runEnd, runStart } from './histories.js';

function cell(
  result: Partial<LoadResult> = {},
  facts: Partial<LoadStartEvent> = {},
): readonly HistoryEvent[] {
  const start = loadStart(1_000, { requests: 1_000, cell: { repeat: 1, order: 1 }, ...facts });
  return [start, loadEnd(3_100, start.load, result)];
}

function rowsOf(events: readonly HistoryEvent[]): readonly MatrixRow[] {
  return measure([runStart(), ...events, runEnd(10_000)]).matrix;
}

function rowOf(events: readonly HistoryEvent[]): MatrixRow {
  const [row] = rowsOf(events);
  assert.ok(row !== undefined);
  return row;
}

describe('a row of the matrix', () => {
  it('has the figures by the definitions of ab', () => {
    const row = rowOf(
      cell({
        latency: {
          minMs: 1,
          meanMs: 20,
          maxMs: 60,
          percentilesMs: { '50': 18, '75': 22, '90': 30, '95': 35, '99': 50, '100': 60 },
          resolutionMs: 1,
        },
      }),
    );
    assert.deepEqual(
      [row.requestsPerSecond, row.timePerRequestMs, row.timePerRequestAcrossMs, row.transferKbytesPerSecond],
      [500, 20, 2, 500],
    );
    assert.deepEqual(row.percentilesMs, { '50': 18, '90': 30, '95': 35, '99': 50, '100': 60 });
    assert.deepEqual([row.valid, row.invalidBecause], [true, []]);
  });

  it('takes c × 1000 / requests per second as the time per request, as every published row does', () => {
    const row = rowOf(cell({ durationMs: 17_131.6, outcomes: { ok: 10_000 } }, { concurrency: 10 }));
    assert.ok(Math.abs((10 * 1000) / (row.requestsPerSecond ?? 0) - (row.timePerRequestMs ?? 0)) < 1e-9);
  });

  for (const engine of ['ab', 'autocannon']) {
    it(`of ${engine} is invalid as soon as a request failed`, () => {
      const row = rowOf(cell({ outcomes: { ok: 990, reset: 10 } }, { engine }));
      assert.deepEqual([row.failed, row.failedByKind], [10, { reset: 10 }]);
      assert.deepEqual(codes(row), ['ERRORS']);
    });
  }

  it('of the native engine is invalid too when requests failed, and counts the answered ones alone', () => {
    const row = rowOf(cell({ outcomes: { ok: 500, reset: 500 } }));
    assert.deepEqual([codes(row), row.requestsPerSecond], [['ERRORS'], 250]);
    assert.match(row.invalidBecause[0]?.message ?? '', /took its time from what was answered/);
  });

  it('is invalid with fewer requests than connections, whatever ended it', () => {
    const row = rowOf(cell({ requests: 4, outcomes: { ok: 4 } }, { concurrency: 5 }));
    assert.deepEqual(codes(row), ['TOO_FEW_REQUESTS']);
  });

  it('is invalid when more connections were opened than were to be kept, said once', () => {
    const kept = (result: Partial<LoadResult>) =>
      codes(rowOf(cell({ connectionsOpened: 11, ...result }, { keepAlive: true })));
    const doubts = [{ code: 'SERVER_CLOSED_KEEP_ALIVE', message: 'by the engine itself' }];
    assert.deepEqual(kept({}), ['SERVER_CLOSED_KEEP_ALIVE']);
    assert.deepEqual(kept({ doubts }), ['SERVER_CLOSED_KEEP_ALIVE']);
    assert.deepEqual(kept({ connectionsOpened: 10 }), []);
  });

  it('is invalid, with the reason, for whatever the engine doubts', () => {
    const doubts = [{ code: 'PORTS', message: 'ephemeral ports ran short' }];
    assert.deepEqual(codes(rowOf(cell({ doubts }))), ['PORTS']);
  });

  it('is invalid when it is partial', () => {
    assert.deepEqual(codes(rowOf(cell({ partial: true }))), ['PARTIAL']);
  });

  it('has no rates when nothing was answered', () => {
    const row = rowOf(cell({ outcomes: { 'connect-refused': 1_000 } }));
    assert.deepEqual(
      [row.requestsPerSecond, row.timePerRequestMs, row.timePerRequestAcrossMs],
      [null, null, null],
    );
    assert.deepEqual(codes(row), ['NO_ANSWERS', 'ERRORS']);
  });

  it('is invalid when a fault overlapped it', () => {
    const faults = [{ id: 'f1', fault: 'nic.unplug', target: 'x', scheduledMs: 3_000 }];
    const life = faultLife('f1', ['a'], { injecting: 3_000, injected: 3_010 });
    const rows = measure([runStart({ faults }), ...cell(), ...life, runEnd(10_000)]).matrix;
    assert.deepEqual(rows.map(codes), [['FAULT_OVERLAP']]);
  });

  it('that the end of the run cut off tells what is known, and is invalid', () => {
    const start = loadStart(1_000, { requests: 1_000, cell: { repeat: 1, order: 1 } });
    const window = { fromMs: 1_000, toMs: 2_000, outcomes: { ok: 400 } };
    const rows = measure([
      runStart(),
      start,
      { t: 2_000, type: 'load.window', load: 'load-1', window },
    ]).matrix;
    assert.deepEqual(rows.map(codes), [['UNFINISHED']]);
    assert.equal(rows[0]?.requestsPerSecond, 400);
  });

  it('is never made of a warm-up', () => {
    assert.deepEqual(rowsOf(cell({}, { warmup: true })), []);
  });
});

describe('the sender of a cell', () => {
  const reading = (t: number, facts: Partial<HarnessEvent> = {}): HarnessEvent => ({
    t,
    type: 'harness',
    thread: 'main',
    eventLoopDelayP99Ms: 1,
    eventLoopDelayMaxMs: 2,
    ...facts,
  });
  /** A cell from 1,000 to 3,100 ms with readings each second. */
  const sent = (
    readings: readonly HarnessEvent[],
    facts: Partial<RunStartEvent> = {},
    start: Partial<LoadStartEvent> = {},
  ) => {
    const row = measure([runStart(facts), ...readings, ...cell({}, start), runEnd(10_000)]).matrix[0];
    assert.ok(row !== undefined);
    return { invalid: codes(row), warnings: row.warnings.map(({ code }) => code) };
  };
  const nothing = { invalid: [], warnings: [] };
  const eachSecond = (facts: Partial<HarnessEvent>) =>
    [1_000, 2_000, 3_000, 4_000].map((t) => reading(t, facts));

  it('makes it invalid when it used up a core, on any cluster', () => {
    assert.deepEqual(sent(eachSecond({ processCpu: 0.93 })), {
      ...nothing,
      invalid: ['LOAD_GENERATOR_SATURATED'],
    });
    assert.deepEqual(sent(eachSecond({ processCpu: 0.85 })), nothing);
  });

  it('is judged by its own time alone', () => {
    const busyBefore = [reading(1_000, { processCpu: 1 }), reading(2_900, { processCpu: 0.2 })];
    assert.deepEqual(sent(busyBefore), nothing);
    const mostlyBusy = [
      reading(1_000, { processCpu: 0 }),
      reading(2_900, { processCpu: 1 }),
      reading(3_900, {}),
    ];
    assert.deepEqual(sent(mostlyBusy).invalid, ['LOAD_GENERATOR_SATURATED']);
  });

  it('is not judged by readings that cover next to nothing of it', () => {
    assert.deepEqual(sent([reading(1_050, { processCpu: 1, machineCpu: 1 })]), nothing);
  });

  it('on a machine of its own makes it invalid when that was busy, and in a lab is only to be known', () => {
    const busy = eachSecond({ machineCpu: 0.99 });
    assert.deepEqual(sent(busy, { fidelity: 'live' }), { ...nothing, invalid: ['MACHINE_SATURATED'] });
    for (const fidelity of ['embedded', 'docker', 'vm'] as const) {
      assert.deepEqual(sent(busy, { fidelity }), { ...nothing, warnings: ['MACHINE_SATURATED'] });
    }
  });

  it('elsewhere is not judged by how busy this machine was', () => {
    const busy = eachSecond({ machineCpu: 1, processCpu: 1 });
    assert.deepEqual(sent(busy, { fidelity: 'live' }, { from: 'cluster1' }), nothing);
  });

  it('makes it invalid when its thread was held up', () => {
    const held = [reading(2_000, { thread: 'load', eventLoopDelayMaxMs: 150 })];
    assert.deepEqual(sent(held).invalid, ['LOAD_THREAD_DELAYED']);
    const before = held.map((one) => ({ ...one, t: 900, fromMs: 100 }));
    assert.deepEqual(sent(before), nothing);
    assert.deepEqual(sent(held.map((one) => ({ ...one, load: 'another' }))), nothing);
  });

  it('is judged by its threads, each for itself, where the system tells their shares', () => {
    const threads = (shares: readonly number[]) =>
      shares.map((threadCpu, worker) =>
        reading(3_000, { thread: 'load', worker, fromMs: 1_000, threadCpu, eventLoopDelayMaxMs: 1 }),
      );
    const whole = eachSecond({ processCpu: 1.6 });
    assert.deepEqual(sent([...whole, ...threads([0.8, 0.7])]), nothing);
    assert.deepEqual(sent([...whole, ...threads([0.8, 0.95])]).invalid, ['LOAD_GENERATOR_SATURATED']);
  });

  it('makes it invalid when the wall clock was set or the machine slept meanwhile, and the run is warned', () => {
    const wall = (t: number, offsetMs: number) => reading(t, { wallMs: 1_900_000_000_000 + t + offsetMs });
    assert.deepEqual(sent([wall(1_000, 0), wall(2_000, 0.4), wall(3_000, 250)]).invalid, ['CLOCK_JUMPED']);
    assert.deepEqual(sent([wall(1_000, 0), wall(2_000, -250), wall(3_000, -250)]).invalid, ['CLOCK_JUMPED']);
    assert.deepEqual(sent([wall(1_000, 0), wall(2_000, 50), wall(3_000, 90)]), nothing);
    assert.deepEqual(sent([wall(500, 0), wall(900, 5_000), wall(2_000, 5_000)]), nothing);
    const { warnings } = measure([runStart(), wall(1_000, 0), wall(2_000, 250), runEnd(3_000)]);
    assert.match(warnings[0]?.message ?? '', /before t = 2\.0 s, the wall clock jumped 0\.25 s ahead/);
  });

  it('makes it invalid when the harness did not run for a while', () => {
    assert.deepEqual(sent([reading(1_000), reading(3_050)]).invalid, ['CLOCK_JUMPED']);
    assert.deepEqual(sent([reading(1_200), reading(3_050)]), nothing);
  });

  it('is warned of ports that may run short', () => {
    const ports = (timeWait: number) => sent([], {}, { ports: { timeWait, available: 28_232 } });
    assert.deepEqual(ports(24_500), { ...nothing, warnings: ['PORTS_LOW'] });
    assert.deepEqual(ports(24_000), nothing);
  });
});

describe('the steadiness of a cell', () => {
  const warningsOf = (okAt: (t: number) => number, toMs = 3_100) => {
    const start = loadStart(1_000, { requests: 1_000, cell: { repeat: 1, order: 1 } });
    const events = [start, ...loadWindows('load-1', 1_000, toMs, okAt), loadEnd(toMs, 'load-1')];
    return measure([runStart(), ...events, runEnd(10_000)]).matrix[0]?.warnings.map(({ code }) => code);
  };

  it('is warned of when the second half is slower or faster than the first', () => {
    assert.deepEqual(
      warningsOf((t) => (t < 2_000 ? 50 : 40)),
      ['NOT_STEADY'],
    );
    assert.deepEqual(
      warningsOf((t) => (t < 2_000 ? 40 : 50)),
      ['NOT_STEADY'],
    );
  });

  it('is not doubted for a difference that nobody should care about, nor for mere scatter', () => {
    assert.deepEqual(
      warningsOf((t) => (t < 2_000 ? 50 : 47)),
      [],
    );
    assert.deepEqual(
      warningsOf((t) => ((t / 100) % 2 === 0 ? 80 : t < 2_000 ? 20 : 10)),
      [],
    );
  });

  it('is not judged where there are too few windows', () => {
    assert.deepEqual(
      warningsOf((t) => (t < 1_400 ? 50 : 10), 1_900),
      [],
    );
  });
});

describe('the summary of a cell', () => {
  const repeats = (durations: readonly number[], facts: Partial<LoadStartEvent> = {}) =>
    durations.flatMap((durationMs, index) =>
      cell({ durationMs }, { load: `cell-${index}`, cell: { repeat: index + 1, order: index }, ...facts }),
    );

  it('is the median of its repetitions, with an interval from six on', () => {
    const { cells } = measure([runStart(), ...repeats([1_000, 2_000, 4_000, 5_000, 8_000, 10_000])]);
    assert.deepEqual(cells?.[0]?.requestsPerSecond, {
      median: 225,
      min: 100,
      max: 1_000,
      interval: { low: 100, high: 1_000, confidence: 0.96875 },
    });
  });

  it('leaves invalid repetitions out and counts them', () => {
    const bad = cell({ durationMs: 1, partial: true }, { load: 'bad', cell: { repeat: 3, order: 3 } });
    const { cells } = measure([runStart(), ...repeats([1_000, 2_000]), ...bad]);
    assert.deepEqual(
      [cells?.[0]?.repeats, cells?.[0]?.invalid, cells?.[0]?.requestsPerSecond],
      [3, 1, { median: 750, min: 500, max: 1_000, interval: null }],
    );
  });

  it('shows figures of invalid repetitions apart, and only where there are no others', () => {
    const { cells } = measure([runStart(), ...cell({ partial: true, durationMs: 4_000 })]);
    assert.equal(cells[0]?.requestsPerSecond, null);
    assert.equal(cells[0]?.invalidFigures?.requestsPerSecond?.median, 250);
    assert.deepEqual(
      cells[0]?.invalidBecause.map(({ code }) => code),
      ['PARTIAL'],
    );
    assert.equal(measure([runStart(), ...cell()]).cells[0]?.invalidFigures, undefined);
  });

  it('takes cells that run for a time together, however many requests each made', () => {
    const { requests: _amount, ...start } = loadStart(0, {
      durationMs: 2_000,
      cell: { repeat: 1, order: 1 },
    });
    const events = [900, 1_000].flatMap((requests, index) => [
      { ...start, load: `cell-${index}` },
      loadEnd(2_000, `cell-${index}`, { requests, outcomes: { ok: requests } }),
    ]);
    const { cells, matrix } = measure([runStart(), ...events]);
    assert.deepEqual(
      matrix.map((row) => row.requests),
      [900, 1_000],
    );
    assert.deepEqual([cells?.length, cells?.[0]?.requests, cells?.[0]?.cellDurationMs], [1, null, 2_000]);
  });
});

function codes(row: MatrixRow): readonly string[] {
  return row.invalidBecause.map(({ code }) => code);
}
