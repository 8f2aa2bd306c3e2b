import { type HistogramData, LatencyHistogram } from '../../core/latency-histogram.js';
import type { Doubt, LoadResult, OutcomeCounts } from '../../history/types.js';
import { latencySummary, totalOf } from '../tally.js';
import { sumCounts } from '../windows.js';

/** What one thread counted: everything that can be added up. */
export interface LoadPart {
  /** On the run's clock: the beginning of the first request, and the end of the last. */
  readonly startMs: number;
  readonly lastMs: number;
  readonly outcomes: OutcomeCounts;
  readonly nonTwoXx: number;
  readonly bytes: number;
  readonly latency: HistogramData;
  readonly open?: OpenPart;
  readonly connectionsOpened: number;
  readonly serverCloses: number;
  /** Codes of the system's errors. */
  readonly errorCodes: Readonly<Record<string, number>>;
  readonly stopped: boolean;
}

/** Of an open loop. */
export interface OpenPart {
  readonly due: number;
  readonly late: number;
  readonly lateByOwnFault: number;
  readonly dropped: number;
  /** How much later than due requests that had a connection were sent. */
  readonly lateness: HistogramData;
}

/** More late sends than this share are the sender's fault and put the schedule in doubt. */
const LATE_SHARE = 0.01;

/** The result of a load, of the parts of all its threads. */
export function resultOfParts(parts: readonly LoadPart[]): LoadResult {
  const sum = (figure: (part: LoadPart) => number) => parts.reduce((total, part) => total + figure(part), 0);
  const outcomes = sumCounts(parts.map((part) => part.outcomes));
  const latency = latencySummary(sumHistograms(parts.map((part) => part.latency)));
  const startMs = Math.min(...parts.map((part) => part.startMs));
  const lastMs = Math.max(...parts.map((part) => part.lastMs));
  return {
    requests: totalOf(outcomes),
    durationMs: lastMs - startMs,
    outcomes,
    nonTwoXx: sum(({ nonTwoXx }) => nonTwoXx),
    bytes: sum(({ bytes }) => bytes),
    ...(latency === undefined ? {} : { latency }),
    ...openFigures(parts.flatMap(({ open }) => open ?? [])),
    connectionsOpened: sum(({ connectionsOpened }) => connectionsOpened),
    partial: parts.some(({ stopped }) => stopped),
    doubts: doubtsOf(parts, sum),
  };
}

function openFigures(parts: readonly OpenPart[]) {
  if (parts.length === 0) return {};
  const lateness = sumHistograms(parts.map((part) => part.lateness));
  return {
    late: parts.reduce((total, { late }) => total + late, 0),
    dropped: parts.reduce((total, { dropped }) => total + dropped, 0),
    latenessMs: {
      p50: lateness.percentileMs(50),
      p99: lateness.percentileMs(99),
      max: lateness.maxMs,
    },
  };
}

function sumHistograms(histograms: readonly HistogramData[]): LatencyHistogram {
  const sum = new LatencyHistogram();
  for (const histogram of histograms) sum.add(histogram);
  return sum;
}

function doubtsOf(parts: readonly LoadPart[], sum: (figure: (part: LoadPart) => number) => number): Doubt[] {
  const doubts: Doubt[] = [];
  const add = (applies: boolean, code: string, message: string) => {
    if (applies) doubts.push({ code, message });
  };
  const count = (code: string) => sum(({ errorCodes }) => errorCodes[code] ?? 0);
  const descriptors = count('EMFILE') + count('ENFILE');
  const serverCloses = sum((part) => part.serverCloses);
  const lateByOwnFault = sum(({ open }) => open?.lateByOwnFault ?? 0);
  const dropped = sum(({ open }) => open?.dropped ?? 0);
  add(
    parts.some(({ stopped }) => stopped),
    'STOPPED_EARLY',
    'the load was stopped before its amount or duration was reached',
  );
  add(
    sum(({ latency }) => latency.count) === 0,
    'NOTHING_SUCCEEDED',
    'no request got a successful answer: there is no latency, and the rate is of failures',
  );
  add(
    count('EADDRNOTAVAIL') > 0,
    'PORTS_SHORT',
    `this machine had no free port for ${count('EADDRNOTAVAIL')} connections`,
  );
  add(
    descriptors > 0,
    'DESCRIPTORS_SHORT',
    `this process could not open ${descriptors} connections: too many open files`,
  );
  add(
    serverCloses > 0,
    'SERVER_CLOSED_KEEP_ALIVE',
    `the server ended ${serverCloses} connections that were to be kept: requests after them paid for a new one`,
  );
  add(
    dropped > 0,
    'SENDS_DROPPED',
    `${dropped} requests found no free connection within the time-out and were never sent`,
  );
  add(
    lateByOwnFault > LATE_SHARE * sum(({ open }) => open?.due ?? 0),
    'SENDS_LATE',
    `${lateByOwnFault} requests were sent more than 1 ms late because the sender was busy`,
  );
  return doubts;
}
