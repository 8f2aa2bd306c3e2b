import type {
  FaultEvent,
  HistoryEvent,
  LoadResult,
  LoadStartEvent,
  LoadWindow,
  ProbeEvent,
  ProbeFacts,
  RunEndEvent,
  RunStartEvent,
  StateEvent,
} from '../../src/history/types.js';

/** A run with nothing in it but what the test adds. */
export function runStart(facts: Partial<RunStartEvent> = {}): RunStartEvent {
  return {
    t: 0,
    type: 'run.start',
    schema: 'chaos/history@1',
    startedAt: '2030-01-01T00:00:00.000Z',
    scenario: 'a-test',
    title: { en: 'A test' },
    cluster: 'nowhere',
    fidelity: 'embedded',
    fidelityNotes: [],
    seed: 1,
    durationMs: 10_000,
    probes: [],
    faults: [],
    frontends: [],
    vips: [],
    expectations: [],
    ...facts,
  };
}

export function runEnd(t: number, outcome: RunEndEvent['outcome'] = 'completed'): RunEndEvent {
  return { t, type: 'run.end', outcome };
}

export function probeFacts(facts: Partial<ProbeFacts> = {}): ProbeFacts {
  return {
    id: 'page',
    page: 'static',
    frontend: 'tcp',
    connection: 'new',
    intervalMs: 20,
    timeoutMs: 1_000,
    lanes: 1,
    cookies: false,
    ...facts,
  };
}

export function probe(sentMs: number, facts: Partial<ProbeEvent> = {}): ProbeEvent {
  const endMs = facts.endMs ?? sentMs + 1;
  return {
    t: endMs,
    type: 'probe',
    probe: 'page',
    lane: 0,
    sequence: 0,
    dueMs: sentMs,
    sentMs,
    endMs,
    kind: 'ok',
    ...facts,
  };
}

/** Probes every `intervalMs`, refused where one of `away` holds their sending time. */
export function probes(
  untilMs: number,
  away: readonly (readonly [number, number])[] = [],
  facts: Partial<ProbeEvent> = {},
  intervalMs = 20,
): readonly ProbeEvent[] {
  return Array.from({ length: Math.ceil(untilMs / intervalMs) }, (_, index) => {
    const sentMs = index * intervalMs;
    const failed = away.some(([from, to]) => sentMs >= from && sentMs < to);
    return probe(sentMs, { ...facts, ...(failed ? { kind: 'connect-refused' } : {}) });
  });
}

/** A fault's stages at their times, on the hosts that it hits. */
export function faultLife(
  fault: string,
  targets: readonly string[],
  stages: Readonly<Partial<Record<FaultEvent['stage'], number>>>,
): readonly FaultEvent[] {
  return Object.entries(stages).map(([stage, t]) => ({
    t,
    type: 'fault',
    fault,
    stage: stage as FaultEvent['stage'],
    targets,
  }));
}

export function states(
  subject: string,
  changes: readonly (readonly [number, string])[],
): readonly StateEvent[] {
  return changes.map(([t, state]) => ({ t, type: 'state', subject, state, observer: 'an-observer' }));
}

export function loadStart(t: number, facts: Partial<LoadStartEvent> = {}): LoadStartEvent {
  return {
    t,
    type: 'load.start',
    load: 'load-1',
    page: 'static',
    frontend: 'tcp',
    engine: 'native',
    concurrency: 10,
    keepAlive: false,
    ...facts,
  };
}

export function loadWindows(
  load: string,
  fromMs: number,
  toMs: number,
  okAt: (t: number) => number,
): readonly HistoryEvent[] {
  const windows: HistoryEvent[] = [];
  for (let t = fromMs; t < toMs; t += 100) {
    const window: LoadWindow = { fromMs: t, toMs: t + 100, outcomes: { ok: okAt(t) } };
    windows.push({ t: t + 100, type: 'load.window', load, window });
  }
  return windows;
}

export function loadEnd(t: number, load: string, result: Partial<LoadResult> = {}): HistoryEvent {
  return {
    t,
    type: 'load.end',
    load,
    result: {
      requests: 1_000,
      durationMs: 2_000,
      outcomes: { ok: 1_000 },
      nonTwoXx: 0,
      bytes: 1_024_000,
      partial: false,
      doubts: [],
      ...result,
    },
  };
}
