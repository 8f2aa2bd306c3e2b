import type { Doubt, LoadWindow } from '../history/types.js';
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

/** @param disturbed the times of faults and outages, in any order */
export function loadRow(load: LoadRecord, disturbed: readonly Interval[], runEndMs: number): LoadRow {
  const { start, end, windows } = load;
  const outcomes = end?.result.outcomes ?? sumOutcomes(windows.map((window) => window.outcomes));
  const endMs = endOf(load, runEndMs);
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
      ...ratesByPhase(windows, disturbed),
      whole: perSecond(okOf(outcomes), end?.result.durationMs ?? endMs - start.t),
    },
    series: seriesOf(windows),
    doubts: [...(end?.result.doubts ?? []), ...unfinished(load)],
  };
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
function ratesByPhase(windows: readonly LoadWindow[], disturbed: readonly Interval[]) {
  const firstMs = earliestStart(disturbed);
  const lastMs = latestEnd(disturbed);
  return {
    before: meanRate(windows.filter(({ toMs }) => toMs <= firstMs)),
    during: meanRate(windows.filter((window) => disturbed.some((interval) => overlaps(interval, window)))),
    after: disturbed.length === 0 ? null : meanRate(windows.filter(({ fromMs }) => fromMs >= lastMs)),
  };
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
