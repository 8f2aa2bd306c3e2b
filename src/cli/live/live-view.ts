import type { HistoryEvent } from '../../history/types.js';
import { type CliEnvironment, colorOf, widthOf } from '../environment.js';
import { initialState, type LiveState, reduce } from './live-state.js';
import { plainLine, statusLine } from './plain-lines.js';
import { screenLines } from './screen.js';

/** Progress for a person, on standard error, so that standard output holds the result alone. */
export interface LiveView {
  progress(message: string): void;
  see(event: HistoryEvent): void;
  stop(): void;
}

const FRAME_MS = 200;
const STATUS_LINE_MS = 5_000;

/** A screen that is redrawn on a terminal, plain lines elsewhere, nothing when quiet. */
export function liveView(environment: CliEnvironment, quiet: boolean): LiveView {
  if (quiet) {
    return { progress: () => {}, see: () => {}, stop: () => {} };
  }
  return environment.stderr.isTTY ? screenView(environment) : plainView(environment);
}

function plainView({ stderr }: CliEnvironment): LiveView {
  let state: LiveState = initialState;
  const timer = setInterval(() => {
    if (state.durationMs > 0) {
      stderr.write(`${statusLine(state)}\n`);
    }
  }, STATUS_LINE_MS);
  return {
    progress: (message) => stderr.write(`${message}\n`),
    see: (event) => {
      const line = plainLine(event, state);
      state = reduce(state, event);
      if (line !== undefined) {
        stderr.write(`${line}\n`);
      }
    },
    stop: () => clearInterval(timer),
  };
}

function screenView(environment: CliEnvironment): LiveView {
  const { stderr, env } = environment;
  let state: LiveState = initialState;
  let message = '';
  let stopped = false;
  const color = colorOf(stderr, env);
  let update: { (text: string): void; clear(): void } | undefined;
  const drawing = import('log-update').then(({ createLogUpdate }) => {
    update = createLogUpdate(stderr as NodeJS.WriteStream);
    return update;
  });
  const timer = setInterval(() => {
    if (!stopped) {
      update?.(screenLines(state, message, { width: widthOf(stderr), color }).join('\n'));
    }
  }, FRAME_MS);
  return {
    progress: (text) => {
      message = text;
    },
    see: (event) => {
      state = reduce(state, event);
      message = '';
    },
    stop: () => {
      stopped = true;
      clearInterval(timer);
      drawing.then((drawn) => drawn.clear()).catch(() => {});
    },
  };
}
