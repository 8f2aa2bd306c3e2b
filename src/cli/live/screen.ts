import { styleText } from 'node:util';
import type { LiveState } from './live-state.js';

export interface ScreenOptions {
  readonly width: number;
  readonly color: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** The live screen: time line, load, probes, faults and owners, one line each. */
export function screenLines(state: LiveState, message: string, options: ScreenOptions): string[] {
  const paint = (style: Style, text: string) => (options.color ? styleText(style, text) : text);
  if (message !== '' || state.durationMs + state.nowMs === 0) {
    return [`… ${message}`];
  }
  return [
    timeLine(state, options.width),
    ...loadLines(state, paint),
    ...probeLines(state, paint),
    ...[...state.activeFaults].map(([id, what]) => `${label('fault')}${paint('yellow', `${id}: ${what}`)}`),
    ...ownerLines(state, paint),
    ...(state.serversDown.size === 0
      ? []
      : [
          `${label('down')}${paint(
            'red',
            [...state.serversDown]
              .map(shortServer)
              .join(', ')
              .slice(0, options.width - 12),
          )}`,
        ]),
  ];
}

type Paint = (style: Style, text: string) => string;

function label(text: string): string {
  return text.padEnd(10);
}

function timeLine(state: LiveState, width: number): string {
  const clock = `${(state.nowMs / 1000).toFixed(1)} s`;
  if (state.nowMs > state.durationMs) {
    return `${label('matrix')}${clock}, ${state.cellsDone} loads done`;
  }
  const cells = Math.max(10, width - 30);
  const filled = Math.min(cells, Math.round((cells * state.nowMs) / state.durationMs));
  return `${label('time')}${'━'.repeat(filled)}${'─'.repeat(cells - filled)} ${clock} of ${(state.durationMs / 1000).toFixed(0)} s`;
}

function loadLines(state: LiveState, paint: Paint): string[] {
  return [...state.activeLoads].map(([id, { okPerSecond, failedPerSecond }]) => {
    const failed = failedPerSecond > 0 ? paint('red', `, ${failedPerSecond.toFixed(0)}/s failed`) : '';
    return `${label('load')}${id}: ${okPerSecond.toFixed(0)}/s${failed}`;
  });
}

function probeLines(state: LiveState, paint: Paint): string[] {
  if (state.probesOk + state.probesFailed === 0) {
    return [];
  }
  const strip = state.recentProbes.map((ok) => (ok ? paint('green', '·') : paint('red', '×'))).join('');
  return [`${label('probes')}${strip} ${state.probesOk} ok, ${state.probesFailed} failed`];
}

function ownerLines(state: LiveState, paint: Paint): string[] {
  const owners = [...state.owners].map(([vip, owner]) => `${vip} at ${paint(ownerStyle(owner), owner)}`);
  return owners.length === 0 ? [] : [`${label('owner')}${owners.join(', ')}`];
}

function ownerStyle(owner: string): Style {
  return owner === 'none' || owner === 'unknown' || owner.includes('+') ? 'red' : 'cyan';
}

function shortServer(subject: string): string {
  return subject.slice('server:'.length);
}
