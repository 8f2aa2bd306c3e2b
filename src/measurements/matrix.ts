import type { ConditionEvent, Doubt, LoadResult, LoadStartEvent, OutcomeCounts } from '../history/types.js';
import { disturbanceOf, type FaultSpan } from './faults.js';
import { type HarnessReading, harnessReadings } from './harness-readings.js';
import { overlaps } from './intervals.js';
import { failedOf, failuresOf, okOf, perSecond, sumOutcomes } from './rates.js';
import type { LoadRecord, RunRecord } from './run-record.js';
import { portWarnings, senderDoubts } from './sender-doubts.js';
import { steadinessDoubts } from './steadiness.js';
import type { MatrixRow } from './types.js';

const PERCENTILES = ['50', '90', '95', '99', '100'] as const;

/** Engines whose own figures are wrong as soon as a request fails (docs/measurements.md). */
const UNSOUND_UNDER_ERRORS: ReadonlySet<string> = new Set(['ab', 'autocannon']);

const SERVER_CLOSED = 'SERVER_CLOSED_KEEP_ALIVE';

/** One row per repetition of a cell, in the order in which they ran. */
export function matrixRows(record: RunRecord, faults: readonly FaultSpan[]): readonly MatrixRow[] {
  const readings = harnessReadings(record.harness);
  return record.loads
    .filter(({ start }) => start.cell !== undefined && start.warmup !== true)
    .map((load) => rowOf(load, { faults, readings, record }));
}

/** What may have disturbed a cell from outside. */
interface Circumstances {
  readonly faults: readonly FaultSpan[];
  readonly readings: readonly HarnessReading[];
  readonly record: RunRecord;
}

function rowOf(load: LoadRecord, { faults, readings, record }: Circumstances): MatrixRow {
  const { start } = load;
  const endMs = load.end?.t ?? Math.max(start.t, load.windows.at(-1)?.toMs ?? record.endMs);
  const counted = countedOf(load);
  const cell = { fromMs: start.t, toMs: endMs };
  const sender = senderDoubts(start, cell, readings, record.start.fidelity);
  const invalidBecause = [
    ...counted.doubts,
    ...errorDoubts(start.engine, counted.outcomes),
    ...amountDoubts(start.concurrency, counted),
    ...keepAliveDoubts(load),
    ...overlapDoubts(faults, cell, start.condition, record.endMs),
    ...conditionDoubts(start, record.conditions.get(start.load)),
    ...sender.invalid,
  ];
  return {
    ...(start.condition === undefined ? {} : { condition: start.condition }),
    page: start.page,
    frontend: start.frontend,
    engine: start.engine,
    requests: start.requests ?? counted.requests,
    ...(start.durationMs === undefined ? {} : { cellDurationMs: start.durationMs }),
    concurrency: start.concurrency,
    repeat: start.cell?.repeat ?? 1,
    ...figuresOf(counted, start.concurrency),
    percentilesMs: chosenPercentiles(counted.percentilesMs),
    failed: failedOf(counted.outcomes),
    nonTwoXx: counted.nonTwoXx,
    failedByKind: failuresOf(counted.outcomes),
    startMs: start.t,
    endMs,
    keepAlive: start.keepAlive,
    valid: invalidBecause.length === 0,
    invalidBecause,
    warnings: [
      ...steadinessDoubts(load.windows),
      ...sender.warnings,
      ...portWarnings(start, counted.requests),
    ],
  };
}

interface Counted {
  readonly requests: number;
  readonly durationMs: number;
  readonly bytes: number | null;
  readonly outcomes: OutcomeCounts;
  readonly nonTwoXx: number;
  readonly percentilesMs: Readonly<Record<string, number>>;
  readonly doubts: readonly Doubt[];
}

function countedOf(load: LoadRecord): Counted {
  return load.end === undefined ? countedByWindows(load) : countedByResult(load.end.result);
}

function countedByResult(result: LoadResult): Counted {
  const partial: Doubt = { code: 'PARTIAL', message: 'ended before all its requests were sent' };
  const alreadySaid = result.doubts.some(({ code }) => code === partial.code);
  return {
    requests: result.requests,
    durationMs: result.durationMs,
    bytes: result.bytes,
    outcomes: result.outcomes,
    nonTwoXx: result.nonTwoXx,
    percentilesMs: result.latency?.percentilesMs ?? {},
    doubts: [
      ...result.doubts,
      ...(result.partial && !alreadySaid ? [partial] : []),
      ...silence(result.outcomes),
    ],
  };
}

/** What is known of a cell that the end of the run cut off. */
function countedByWindows({ start, windows }: LoadRecord): Counted {
  const outcomes = sumOutcomes(windows.map((window) => window.outcomes));
  return {
    requests: okOf(outcomes) + failedOf(outcomes),
    durationMs: (windows.at(-1)?.toMs ?? start.t) - start.t,
    bytes: null,
    outcomes,
    nonTwoXx: 0,
    percentilesMs: {},
    doubts: [
      { code: 'UNFINISHED', message: 'the run broke off before this cell ended' },
      ...silence(outcomes),
    ],
  };
}

function silence(outcomes: OutcomeCounts): readonly Doubt[] {
  return okOf(outcomes) > 0 ? [] : [{ code: 'NO_ANSWERS', message: 'no request was answered' }];
}

/**
 * A failed request takes another time than an answered one, so that the rate is not that of a service that works,
 * whatever the engine.
 */
function errorDoubts(engine: string, outcomes: OutcomeCounts): readonly Doubt[] {
  const failed = failedOf(outcomes);
  if (failed === 0) {
    return [];
  }
  const why = UNSOUND_UNDER_ERRORS.has(engine)
    ? `${engine} misreports rates under errors`
    : 'what failed took its time from what was answered';
  return [{ code: 'ERRORS', message: `${failed} requests failed, and ${why}` }];
}

/** With fewer requests than connections some of them were never used: the concurrency is not what it says. */
function amountDoubts(concurrency: number, { requests }: Counted): readonly Doubt[] {
  if (requests >= concurrency) {
    return [];
  }
  const message = `${requests} requests for ${concurrency} connections: not all of them were busy`;
  return [{ code: 'TOO_FEW_REQUESTS', message }];
}

/** Where the engine counts connections and does not say itself that the server closed those it was to keep. */
function keepAliveDoubts({ start, end }: LoadRecord): readonly Doubt[] {
  const opened = end?.result.connectionsOpened ?? 0;
  const said = end?.result.doubts.some(({ code }) => code === SERVER_CLOSED) ?? false;
  if (!start.keepAlive || said || opened <= start.concurrency) {
    return [];
  }
  const message = `${opened} connections were opened where ${start.concurrency} were to be kept: requests paid for new ones`;
  return [{ code: SERVER_CLOSED, message }];
}

/** A fault of the condition that the cell is measured in is what it is to be measured under. */
function overlapDoubts(
  faults: readonly FaultSpan[],
  cell: { readonly fromMs: number; readonly toMs: number },
  condition: string | undefined,
  runEndMs: number,
): readonly Doubt[] {
  const others = faults.filter(({ facts }) => condition === undefined || facts.condition?.name !== condition);
  return others.flatMap((span) => {
    const disturbed = disturbanceOf(span, runEndMs);
    return disturbed !== undefined && overlaps(disturbed, cell)
      ? [{ code: 'FAULT_OVERLAP', message: `the fault ${span.facts.id} was on meanwhile` }]
      : [];
  });
}

/** Only what was seen to hold right after a cell is known to have held through it. */
function conditionDoubts({ condition }: LoadStartEvent, seen: ConditionEvent | undefined): readonly Doubt[] {
  if (condition === undefined || seen?.held === true) {
    return [];
  }
  const reason = seen?.detail === undefined ? '' : `: ${seen.detail}`;
  return seen === undefined
    ? [{ code: 'CONDITION_UNVERIFIED', message: `nobody saw whether the condition ${condition} held` }]
    : [{ code: 'CONDITION_LOST', message: `the condition ${condition} did not hold to the end${reason}` }];
}

/**
 * ab's definitions, over answered requests: requests/s = n / wall, time per request = c × wall / n, across all
 * concurrent requests = wall / n, transfer = bytes / 1024 / wall. Source: support/ab.c, output_results().
 */
function figuresOf({ outcomes, durationMs, bytes }: Counted, concurrency: number) {
  const answered = okOf(outcomes);
  if (answered === 0 || durationMs <= 0) {
    return {
      requestsPerSecond: null,
      timePerRequestMs: null,
      timePerRequestAcrossMs: null,
      transferKbytesPerSecond: null,
    };
  }
  return {
    requestsPerSecond: perSecond(answered, durationMs),
    timePerRequestMs: (concurrency * durationMs) / answered,
    timePerRequestAcrossMs: durationMs / answered,
    transferKbytesPerSecond: bytes === null ? null : perSecond(bytes / 1024, durationMs),
  };
}

function chosenPercentiles(all: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const chosen: Record<string, number> = {};
  for (const key of PERCENTILES) {
    const value = all[key];
    if (value !== undefined) {
      chosen[key] = value;
    }
  }
  return chosen;
}
