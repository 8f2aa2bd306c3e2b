import assert from 'node:assert/strict';
import type { HistoryEvent, LoadResult, LoadStartEvent } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import type { MatrixRow } from '../../src/measurements/types.js';
import { faultLife, loadEnd, loadStart, runEnd, runStart } from './histories.js';

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

  it('of the native engine stands when requests failed, and counts the answered ones alone', () => {
    const row = rowOf(cell({ outcomes: { ok: 500, reset: 500 } }));
    assert.deepEqual([row.valid, row.requestsPerSecond], [true, 250]);
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
    assert.deepEqual(codes(row), ['NO_ANSWERS']);
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

describe('the summary of a cell', () => {
  const repeats = (durations: readonly number[], facts: Partial<LoadStartEvent> = {}) =>
    durations.flatMap((durationMs, index) =>
      cell({ durationMs }, { load: `cell-${index}`, cell: { repeat: index + 1, order: index }, ...facts }),
    );

  it('is the median of its repetitions, with an interval from six on', () => {
    const { cells } = measure([runStart(), ...repeats([1_000, 2_000, 4_000, 5_000, 8_000, 10_000])]);
    assert.deepEqual(cells?.[0]?.requestsPerSecond, {
      median: 225,
      interval: { low: 100, high: 1_000, confidence: 0.96875 },
    });
  });

  it('leaves invalid repetitions out and counts them', () => {
    const bad = cell({ durationMs: 1, partial: true }, { load: 'bad', cell: { repeat: 3, order: 3 } });
    const { cells } = measure([runStart(), ...repeats([1_000, 2_000]), ...bad]);
    assert.deepEqual(
      [cells?.[0]?.repeats, cells?.[0]?.invalid, cells?.[0]?.requestsPerSecond],
      [3, 1, { median: 750, interval: null }],
    );
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
