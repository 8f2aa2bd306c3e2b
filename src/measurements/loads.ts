import type { Doubt, LoadWindow } from '../history/types.js';
import { calmRates, calmResponses, fullCapacityFrom } from './capacity.js';
import { earliestStart, type Interval, latestEnd, overlaps } from './intervals.js';
import { failedOf, failuresOf, meanRate, okOf, perSecond, sumOutcomes } from './rates.js';
import type { LoadRecord, RunRecord } from './run-record.js';
import type { LoadRow } from './types.js';

const LEAST_POINT_MS = 100;
const MOST_POINTS = 600;

/** The loads of the time line: neither cells of a matrix nor warm-ups. */
export function timelineLoads(record: RunRecord): readonly LoadRecord[] {
  return record.loads.filter(({ start }) => start.cell === undefined && start.warmup !== true);
}

/** What went on beside a load. */
export interface LoadContext {
  /** The times of faults and outages, in any order. */
  readonly disturbed: readonly Interval[];
  /** When faults had been undone and outages were over, in any order. */
  readonly restoredAtMs: readonly number[];
  readonly runEndMs: number;
}

export function loadRow(load: LoadRecord, context: LoadContext): LoadRow {
  const { start, end, windows } = load;
  const endMs = endOf(load, context.runEndMs);
  const disturbed = context.disturbed.filter((one) => overlaps(one, { fromMs: start.t, toMs: endMs }));
  const restoredMs = latestWithin(context.restoredAtMs, start.t, endMs);
  const phases = phasesOf(windows, disturbed);
  const outcomes = end?.result.outcomes ?? sumOutcomes(windows.map((window) => window.outcomes));
  return {
    id: start.load,
    page: start.page,
    frontend: start.frontend,
    engine: start.engine,
    concurrency: start.concurrency,
    startMs: start.t,
    endMs,
    requests: end?.result.requests ?? okOf(outcomes) + failedOf(outcomes),
    failed: failedOf(outcomes),
    failedByKind: failuresOf(outcomes),
    requestsPerSecond: {
      before: meanRate(phases.before),
      during: meanRate(phases.during),
      after: meanRate(phases.after),
      whole: perSecond(okOf(outcomes), end?.result.durationMs ?? endMs - start.t),
    },
    responseMs: {
      before: meanResponse(phases.before),
      during: meanResponse(phases.during),
      after: meanResponse(phases.after),
    },
    band: {
      perSecond: calmRates(windows, disturbed) ?? null,
      responseMs: calmResponses(windows, disturbed) ?? null,
    },
    restoredMs,
    fullCapacityMs: restoredMs === null ? null : fullCapacityFrom(windows, restoredMs, disturbed),
    series: seriesOf(windows),
    doubts: [...(end?.result.doubts ?? []), ...unfinished(load)],
  };
}

/** null for none. */
function latestWithin(timesMs: readonly number[], fromMs: number, toMs: number): number | null {
  const within = timesMs.filter((timeMs) => timeMs >= fromMs && timeMs <= toMs);
  return within.length === 0 ? null : Math.max(...within);
}

function endOf({ start, end, windows }: LoadRecord, runEndMs: number): number {
  return Math.max(start.t, end?.t ?? windows.at(-1)?.toMs ?? runEndMs);
}

function unfinished(load: LoadRecord): readonly Doubt[] {
  if (load.end !== undefined) {
    return [];
  }
  return [{ code: 'UNFINISHED', message: 'the run broke off before this load ended' }];
}

/** A window counts where it lies wholly; one that touches a disturbance counts as during it. */
function phasesOf(windows: readonly LoadWindow[], disturbed: readonly Interval[]) {
  const firstMs = earliestStart(disturbed);
  const lastMs = latestEnd(disturbed);
  return {
    before: windows.filter(({ toMs }) => toMs <= firstMs),
    during: windows.filter((window) => disturbed.some((interval) => overlaps(interval, window))),
    after: disturbed.length === 0 ? [] : windows.filter(({ fromMs }) => fromMs >= lastMs),
  };
}

/** Each window's mean weighed by the requests that it is of; null where nothing was answered. */
function meanResponse(windows: readonly LoadWindow[]): number | null {
  let sumMs = 0;
  let answered = 0;
  for (const { latency, outcomes } of windows) {
    if (latency !== undefined) {
      sumMs += latency.meanMs * okOf(outcomes);
      answered += okOf(outcomes);
    }
  }
  return answered === 0 ? null : sumMs / answered;
}

function seriesOf(windows: readonly LoadWindow[]): LoadRow['series'] {
  const spanMs = (windows.at(-1)?.toMs ?? 0) - (windows[0]?.fromMs ?? 0);
  return joinedWindows(windows, Math.max(LEAST_POINT_MS, spanMs / MOST_POINTS)).map((window) => ({
    fromMs: window.fromMs,
    toMs: window.toMs,
    okPerSecond: perSecond(okOf(window.outcomes), window.toMs - window.fromMs) ?? 0,
    failedPerSecond: perSecond(failedOf(window.outcomes), window.toMs - window.fromMs) ?? 0,
  }));
}

/** Neighbouring windows joined until each is about `leastMs` long or longer. */
function joinedWindows(windows: readonly LoadWindow[], leastMs: number): readonly LoadWindow[] {
  // Windows close on a timer, so one of 100 ms may be a little short of it.
  const enoughMs = leastMs * 0.9;
  const joined: LoadWindow[] = [];
  let open: LoadWindow | undefined;
  for (const window of windows) {
    open = open === undefined ? window : joinTwo(open, window);
    if (open.toMs - open.fromMs >= enoughMs) {
      joined.push(open);
      open = undefined;
    }
  }
  return open === undefined || open.toMs <= open.fromMs ? joined : [...joined, open];
}

function joinTwo(one: LoadWindow, other: LoadWindow): LoadWindow {
  return {
    fromMs: one.fromMs,
    toMs: other.toMs,
    outcomes: sumOutcomes([one.outcomes, other.outcomes]),
  };
}
