import type { HistoryEvent } from '../../history/types.js';
import type { LiveState } from './live-state.js';

/**
 * One line for an event that a reader of a log wants to see; undefined for the many that are counted.
 * @param before the state before the event
 */
export function plainLine(event: HistoryEvent, before: LiveState): string | undefined {
  const text = textOf(event, before);
  return text === undefined ? undefined : `${seconds(event.t)}  ${text}`;
}

function textOf(event: HistoryEvent, before: LiveState): string | undefined {
  switch (event.type) {
    case 'run.start':
      return `started on ${event.cluster} (${event.fidelity}), seed ${event.seed}`;
    case 'load.start':
      return `load ${event.load} started`;
    case 'load.end':
      return `load ${event.load} ended: ${event.result.requests} requests in ${seconds(event.result.durationMs).trim()}`;
    case 'fault':
      return `fault ${event.fault} ${event.stage} ${event.targets.join(', ')}${event.detail === undefined ? '' : `: ${event.detail}`}`;
    case 'condition':
      return event.held ? undefined : `condition ${event.condition} lost in ${event.load}: ${event.detail}`;
    case 'state':
      return isNews(event, before) ? `${event.subject} is ${event.state}` : undefined;
    case 'warning':
      return `warning ${event.code}: ${event.message}`;
    case 'run.end':
      return `run ${event.outcome}${event.reason === undefined ? '' : `: ${event.reason}`}`;
    default:
      return undefined;
  }
}

/** First states and a balancer out of sight are no news: dozens of servers would say the same. */
function isNews({ t, subject, state }: Extract<HistoryEvent, { type: 'state' }>, before: LiveState): boolean {
  if (subject.startsWith('server:')) {
    return state === 'UP' ? before.serversDown.has(subject) : state !== 'unknown';
  }
  return t > 0 && /^(vip|brick):/.test(subject);
}

/** How things stand, for a log that would otherwise be silent. */
export function statusLine(state: LiveState): string {
  const ok = [...state.activeLoads.values()].reduce((sum, load) => sum + load.okPerSecond, 0);
  const failed = [...state.activeLoads.values()].reduce((sum, load) => sum + load.failedPerSecond, 0);
  const parts = [
    ...(state.activeLoads.size === 0 ? [] : [`${ok.toFixed(0)}/s ok, ${failed.toFixed(0)}/s failed`]),
    ...(state.probesOk + state.probesFailed === 0
      ? []
      : [`probes ${state.probesOk} ok, ${state.probesFailed} failed`]),
    ...[...state.owners].map(([vip, owner]) => `${vip} at ${owner}`),
  ];
  return `${seconds(state.nowMs)}  … ${parts.join('; ')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`.padStart(9);
}
