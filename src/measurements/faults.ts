import type { FaultEvent, FaultFacts } from '../history/types.js';
import type { Interval } from './intervals.js';
import type { RunRecord } from './run-record.js';
import type { FaultRow } from './types.js';

/** A fault's life, by the stage events of the history; null for a stage that was not reached. */
export interface FaultSpan {
  readonly facts: FaultFacts;
  readonly targets: readonly string[];
  readonly injectingMs: number | null;
  readonly injectedMs: number | null;
  readonly effectiveMs: number | null;
  readonly recoveringMs: number | null;
  readonly recoveredMs: number | null;
  readonly healedMs: number | null;
  readonly failure: string | undefined;
}

export function faultSpans(record: RunRecord): readonly FaultSpan[] {
  return record.start.faults.map((facts) => spanOf(facts, record.faults.get(facts.id) ?? []));
}

function spanOf(facts: FaultFacts, events: readonly FaultEvent[]): FaultSpan {
  const first = (stage: FaultEvent['stage']) => events.find((event) => event.stage === stage);
  const at = (stage: FaultEvent['stage']) => first(stage)?.t ?? null;
  const failed = first('failed');
  return {
    facts,
    targets: events.findLast((event) => event.targets.length > 0)?.targets ?? [],
    injectingMs: at('injecting') ?? at('injected'),
    injectedMs: at('injected'),
    effectiveMs: at('effective'),
    recoveringMs: at('recovering') ?? at('recovered'),
    recoveredMs: at('recovered'),
    healedMs: at('healed'),
    failure: failed && (failed.detail ?? 'failed, without a reason'),
  };
}

export function faultRows(spans: readonly FaultSpan[]): readonly FaultRow[] {
  return spans.map((span) => ({
    id: span.facts.id,
    fault: span.facts.fault,
    target: span.facts.target,
    targets: span.targets,
    scheduledMs: span.facts.scheduledMs ?? null,
    injectedMs: span.injectedMs,
    effectiveMs: span.effectiveMs,
    recoveredMs: span.recoveredMs,
    healedMs: span.healedMs,
    recovered: span.recoveredMs !== null,
    ...(span.facts.repeat === undefined ? {} : { repeat: span.facts.repeat }),
    ...(span.facts.condition === undefined ? {} : { condition: span.facts.condition.name }),
    ...(span.failure === undefined ? {} : { failure: span.failure }),
  }));
}

/** From its first command until the cluster was seen to have recovered; undefined if it never began. */
export function disturbanceOf(span: FaultSpan, runEndMs: number): Interval | undefined {
  if (span.injectingMs === null) {
    return undefined;
  }
  return { fromMs: span.injectingMs, toMs: span.healedMs ?? span.recoveredMs ?? runEndMs };
}

export function disturbances(spans: readonly FaultSpan[], runEndMs: number): readonly Interval[] {
  return spans.flatMap((span) => disturbanceOf(span, runEndMs) ?? []);
}

/** How long after a recovery its consequences are still put down to it, in milliseconds. */
export const SETTLE_MS = 10_000;

/** One half of a fault, as the cause of something seen. */
export interface Cause {
  readonly span: FaultSpan;
  readonly cause: 'injection' | 'recovery';
  /** First command, last command (null if it did not end), and the time beyond which it explains nothing. */
  readonly beganMs: number;
  readonly endedMs: number | null;
  readonly untilMs: number;
}

/** @returns the injection or recovery that began last before `seenMs` and whose time covers it */
export function causeOf(spans: readonly FaultSpan[], seenMs: number): Cause | undefined {
  return spans
    .flatMap(causesIn)
    .filter((cause) => cause.beganMs <= seenMs && seenMs <= cause.untilMs)
    .reduce<Cause | undefined>(
      (latest, cause) => (latest !== undefined && latest.beganMs >= cause.beganMs ? latest : cause),
      undefined,
    );
}

function causesIn(span: FaultSpan): readonly Cause[] {
  const causes: Cause[] = [];
  if (span.injectingMs !== null) {
    causes.push({
      span,
      cause: 'injection',
      beganMs: span.injectingMs,
      endedMs: span.injectedMs,
      untilMs: span.recoveringMs ?? Number.POSITIVE_INFINITY,
    });
  }
  if (span.recoveringMs !== null) {
    causes.push({
      span,
      cause: 'recovery',
      beganMs: span.recoveringMs,
      endedMs: span.recoveredMs,
      untilMs: Math.max(span.healedMs ?? 0, (span.recoveredMs ?? span.recoveringMs) + SETTLE_MS),
    });
  }
  return causes;
}
