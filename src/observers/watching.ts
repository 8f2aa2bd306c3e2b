import { ChaosError, messageOf } from '../core/errors.js';
import type { Watch, Watches } from '../hosts/controls/types.js';
import type { ObserverContext, ObserverDefinition, RunningObserver } from './types.js';

/** How long the first line of a watch may take before the observer goes on without it. */
const FIRST_STATE_MS = 10_000;

interface WatchedSubjects {
  readonly name: string;
  readonly summary: string;
  readonly needs: string;
  readonly watch: Exclude<keyof Watches, 'arrays' | 'bonds' | 'mounts' | 'space'>;
}

/** An observer that reads the states a control's command prints: first those that are, then each change. */
export function watchingObserver(subjects: WatchedSubjects): ObserverDefinition {
  const watchOf = (context: { controls: ObserverContext['controls'] }) =>
    context.controls.watch?.[subjects.watch];
  return {
    name: subjects.name,
    summary: subjects.summary,
    needs: subjects.needs,
    applies: (view) => watchOf(view) !== undefined,
    describe: (view) => {
      const watch = watchOf(view);
      if (watch === undefined) {
        return '';
      }
      const how = watch.how === undefined ? '' : ` (${watch.how})`;
      return `streams \`${watch.argv.join(' ')}\` on ${watch.host}${how}`;
    },
    start: async (context) => {
      const watch = watchOf(context);
      return watch === undefined ? { stop: async () => {} } : follow(subjects.name, watch, context);
    },
  };
}

async function follow(name: string, watch: Watch, context: ObserverContext): Promise<RunningObserver> {
  const host = await context.host(watch.host);
  const stream = host.stream(watch.argv);
  const seen = new Set<string>();
  let stopped = false;
  const emit = (subject: string, state: string) =>
    context.emit({ type: 'state', t: context.clock.nowMs(), subject, state, observer: name });
  const loseSight = () => {
    if (!stopped) {
      for (const subject of seen) {
        emit(subject, 'unknown');
      }
    }
  };
  const first = firstOrTimeout((arrived) => {
    read(stream.lines, (subject, state) => {
      seen.add(subject);
      emit(subject, state);
      arrived();
    }).then(loseSight, loseSight);
  });
  await first;
  return {
    stop: async () => {
      stopped = true;
      await stream.stop();
    },
  };
}

async function read(
  lines: AsyncIterable<string>,
  onState: (subject: string, state: string) => void,
): Promise<void> {
  for await (const line of lines) {
    const { subject, state } = parseState(line);
    onState(subject, state);
  }
}

function parseState(line: string): { subject: string; state: string } {
  try {
    const value = JSON.parse(line) as { subject?: unknown; state?: unknown };
    if (typeof value.subject === 'string' && typeof value.state === 'string') {
      return { subject: value.subject, state: value.state };
    }
    throw new Error('it has no subject and state');
  } catch (error) {
    throw new ChaosError('WATCH_UNREADABLE', `a watch printed \`${line}\`: ${messageOf(error)}`);
  }
}

function firstOrTimeout(begin: (arrived: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FIRST_STATE_MS);
    begin(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
