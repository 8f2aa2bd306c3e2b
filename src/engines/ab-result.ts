import type { Doubt, LatencySummary, LoadResult, OutcomeKind } from '../history/types.js';
import { type AbReport, parseAbFailure, parseAbOutput } from './ab-output.js';
import { describeOutcomes } from './outcomes.js';
import { totalOf } from './tally.js';
import type { LoadSpec } from './types.js';

/** What is left of a run of ab. */
export interface AbRun {
  readonly argv: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  readonly interrupted: boolean;
  /** From the `-g` file, where it could be read. */
  readonly latency?: LatencySummary;
}

/** `HTTP/1.1 200` and an empty line: no answer is shorter. */
const SHORTEST_ANSWER_BYTES = 16;
/** The time-out of APR's own, as ab prints it; its exit code is the lowest byte, 119. */
const APR_TIMED_OUT = 70_007;
/** Errors of name resolution are numbered from here. */
const APR_FIRST_RESOLVER_ERROR = 670_000;

const KIND_BY_ERRNO: Readonly<Record<number, OutcomeKind>> = {
  101: 'connect-unreachable',
  104: 'reset',
  110: 'connect-timeout',
  111: 'connect-refused',
  113: 'connect-unreachable',
};

/** Every end of ab is a result: with a report, with part of one, or with none and a reason. */
export function abResult(spec: LoadSpec, run: AbRun): LoadResult {
  const report = parseAbOutput(run.stdout);
  return report === undefined ? withoutReport(spec, run) : withReport(spec, run, report);
}

function withReport(spec: LoadSpec, run: AbRun, report: AbReport): LoadResult {
  const { outcomes, empty } = outcomesOf(report);
  const durationMs = durationMsOf(report);
  const measured = run.latency ?? latencyOfReport(report);
  // ab's own mean: what rows in whole milliseconds add up to is far off for fast answers.
  const meanMs = (spec.connections * durationMs) / report.complete;
  const short = spec.requests !== undefined && report.complete < spec.requests;
  return {
    requests: totalOf(outcomes),
    durationMs,
    outcomes,
    nonTwoXx: report.nonTwoXx,
    bytes: report.totalTransferredBytes,
    ...(measured === undefined || !outcomes.ok ? {} : { latency: { ...measured, meanMs } }),
    partial: run.interrupted || short,
    doubts: [
      ...(run.interrupted || short ? [stoppedEarly(report.complete)] : []),
      ...(empty > 0 ? [emptyAnswers(empty)] : []),
      ...errorDoubts(report, outcomes),
    ],
    argv: run.argv,
  };
}

/**
 * With `-r`, a request that was refused or reset is in Complete, in Receive, and often once more in
 * Exceptions, which is why Failed can be twice Complete: Receive is the number of requests. One that failed
 * to connect at once (Connect) is not in Complete and is tried again.
 */
function outcomesOf(report: AbReport) {
  const { connect, receive, length } = report.failed;
  const answered = report.complete - receive;
  const most = Math.floor(report.totalTransferredBytes / SHORTEST_ANSWER_BYTES);
  const empty = Math.max(0, answered - most);
  const wrongLength = Math.min(length, Math.max(0, answered - empty - report.nonTwoXx));
  const counts: Partial<Record<OutcomeKind, number>> = {
    ok: Math.max(0, answered - empty - wrongLength - report.nonTwoXx),
    // ab does not say which status.
    'http-other': report.nonTwoXx,
    'wrong-content': wrongLength,
    // Nor whether a connection was refused or reset, nor why an answer was empty.
    other: connect + receive + empty,
  };
  const outcomes = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return { outcomes: outcomes as Partial<Record<OutcomeKind, number>>, empty };
}

/** From whichever of the two printed figures has the smaller rounding error: seconds to three places, rate to two. */
function durationMsOf(report: AbReport): number {
  const { timeTakenS, requestsPerSecond, complete } = report;
  const errorOfTime = 0.0005 / timeTakenS;
  const errorOfRate = 0.005 / requestsPerSecond;
  return errorOfRate < errorOfTime ? (1000 * complete) / requestsPerSecond : 1000 * timeTakenS;
}

function latencyOfReport(report: AbReport): LatencySummary | undefined {
  const { totalMs, percentilesMs } = report;
  if (totalMs === undefined || percentilesMs['50'] === undefined) return undefined;
  const kept = ['50', '75', '90', '95', '99', '100'].filter((key) => percentilesMs[key] !== undefined);
  return {
    minMs: totalMs.min,
    meanMs: totalMs.mean,
    maxMs: totalMs.max,
    percentilesMs: Object.fromEntries(kept.map((key) => [key, percentilesMs[key] as number])),
    resolutionMs: 1,
  };
}

function withoutReport(spec: LoadSpec, run: AbRun): LoadResult {
  const failure = parseAbFailure(run.stdout, run.stderr);
  const counts: Partial<Record<OutcomeKind, number>> = {};
  const add = (kind: OutcomeKind, count: number) => {
    if (count > 0) counts[kind] = (counts[kind] ?? 0) + count;
  };
  const left = (spec.requests ?? Number.POSITIVE_INFINITY) - failure.completed;
  add('other', failure.completed);
  if (failure.code === APR_TIMED_OUT) add('other', Math.min(spec.connections, left));
  else if (!run.interrupted) add(kindOf(failure.code), 1);
  return {
    requests: totalOf(counts),
    durationMs: run.durationMs,
    outcomes: counts,
    nonTwoXx: 0,
    bytes: 0,
    partial: true,
    doubts: [noReport(spec, run, failure.message, failure.completed)],
    argv: run.argv,
  };
}

function kindOf(code: number | undefined): OutcomeKind {
  if (code === undefined) return 'other';
  return code >= APR_FIRST_RESOLVER_ERROR ? 'dns' : (KIND_BY_ERRNO[code] ?? 'other');
}

function noReport(spec: LoadSpec, run: AbRun, message: string, completed: number): Doubt {
  const before =
    completed === 0
      ? ''
      : `; ${completed} requests had been completed, ab does not say how (counted as other)`;
  if (run.interrupted) {
    return { code: 'STOPPED_EARLY', message: `ab was stopped and printed no report${before}` };
  }
  if (run.exitCode === (APR_TIMED_OUT & 0xff)) {
    return {
      code: 'AB_TIMED_OUT',
      message: `nothing happened for ${Math.ceil(spec.timeoutMs / 1000)} s, at which ab ends without a report (exit 119)${before}`,
    };
  }
  return { code: 'AB_ABORTED', message: `ab ended with exit ${run.exitCode}: ${message}${before}` };
}

function stoppedEarly(complete: number): Doubt {
  return {
    code: 'STOPPED_EARLY',
    message: `ab ended after ${complete} requests, before its amount was reached`,
  };
}

function emptyAnswers(empty: number): Doubt {
  return {
    code: 'AB_EMPTY_ANSWERS',
    message: `at least ${empty} connections were closed without an answer, which ab counts as complete`,
  };
}

function errorDoubts(report: AbReport, outcomes: LoadResult['outcomes']): Doubt[] {
  const failures = describeOutcomes({ ...outcomes, ok: 0 });
  if (failures === '') return [];
  const { connect, receive, length, exceptions } = report.failed;
  return [
    {
      code: 'ERRORS_IN_AB',
      message:
        `requests failed (${failures}; ab: complete ${report.complete}, connect ${connect}, receive ${receive}, ` +
        `length ${length}, exceptions ${exceptions}, non-2xx ${report.nonTwoXx}): ab's latency and rate include them`,
    },
  ];
}
