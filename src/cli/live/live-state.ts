import type { HistoryEvent, OutcomeCounts } from '../../history/types.js';

/** What a person wants to see while a run is on its way, kept up to date event by event. */
export interface LiveState {
  readonly durationMs: number;
  readonly nowMs: number;
  readonly activeLoads: ReadonlyMap<string, LiveLoad>;
  readonly cellsDone: number;
  readonly activeFaults: ReadonlyMap<string, string>;
  /** Virtual IP to owner. */
  readonly owners: ReadonlyMap<string, string>;
  readonly serversDown: ReadonlySet<string>;
  readonly probesOk: number;
  readonly probesFailed: number;
  /** The last probe results, oldest first: one for each column of the time line. */
  readonly recentProbes: readonly boolean[];
}

interface LiveLoad {
  readonly okPerSecond: number;
  readonly failedPerSecond: number;
}

const RECENT = 50;

export const initialState: LiveState = {
  durationMs: 0,
  nowMs: 0,
  activeLoads: new Map(),
  cellsDone: 0,
  activeFaults: new Map(),
  owners: new Map(),
  serversDown: new Set(),
  probesOk: 0,
  probesFailed: 0,
  recentProbes: [],
};

/** The state after one more event. */
export function reduce(state: LiveState, event: HistoryEvent): LiveState {
  const next = { ...state, nowMs: Math.max(state.nowMs, event.t) };
  switch (event.type) {
    case 'run.start':
      return { ...next, durationMs: event.durationMs };
    case 'load.start':
      return {
        ...next,
        activeLoads: withEntry(state.activeLoads, event.load, { okPerSecond: 0, failedPerSecond: 0 }),
      };
    case 'load.window':
      return { ...next, activeLoads: withEntry(state.activeLoads, event.load, rates(event.window)) };
    case 'load.end':
      return { ...next, activeLoads: without(state.activeLoads, event.load), cellsDone: state.cellsDone + 1 };
    case 'probe':
      return afterProbe(next, event.kind === 'ok');
    case 'fault':
      return { ...next, activeFaults: faultsAfter(state.activeFaults, event) };
    case 'state':
      return afterStateChange(next, event.subject, event.state);
    default:
      return next;
  }
}

function afterProbe(state: LiveState, ok: boolean): LiveState {
  return {
    ...state,
    probesOk: state.probesOk + (ok ? 1 : 0),
    probesFailed: state.probesFailed + (ok ? 0 : 1),
    recentProbes: [...state.recentProbes.slice(1 - RECENT), ok],
  };
}

function faultsAfter(
  faults: LiveState['activeFaults'],
  event: Extract<HistoryEvent, { type: 'fault' }>,
): LiveState['activeFaults'] {
  const over = event.stage === 'healed' || event.stage === 'failed';
  return over
    ? without(faults, event.fault)
    : withEntry(faults, event.fault, `${event.stage} ${event.targets.join(', ')}`);
}

function afterStateChange(state: LiveState, subject: string, value: string): LiveState {
  if (subject.startsWith('vip:')) {
    return { ...state, owners: withEntry(state.owners, subject.slice('vip:'.length), value) };
  }
  if (!subject.startsWith('server:')) {
    return state;
  }
  const serversDown = new Set(state.serversDown);
  if (value === 'UP') {
    serversDown.delete(subject);
  } else if (value !== 'unknown') {
    serversDown.add(subject);
  }
  return { ...state, serversDown };
}

function rates(window: { fromMs: number; toMs: number; outcomes: OutcomeCounts }): LiveLoad {
  const seconds = Math.max(0.001, (window.toMs - window.fromMs) / 1000);
  const ok = window.outcomes.ok ?? 0;
  const all = Object.values(window.outcomes).reduce((sum, count) => sum + count, 0);
  return { okPerSecond: ok / seconds, failedPerSecond: (all - ok) / seconds };
}

function withEntry<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
  return new Map(map).set(key, value);
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}
