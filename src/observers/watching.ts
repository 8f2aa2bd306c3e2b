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
  const emit = (states: readonly SubjectState[]) => {
    const t = context.clock.nowMs();
    for (const { subject, state } of states) {
      seen.add(subject);
      context.emit({ type: 'state', t, subject, state, observer: name });
    }
  };
  const loseSight = () => {
    if (!stopped) {
      emit([...seen].map((subject) => ({ subject, state: 'unknown' })));
    }
  };
  const first = firstOrTimeout((arrived) => {
    read(stream.lines, (states) => {
      emit(states);
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

interface SubjectState {
  readonly subject: string;
  readonly state: string;
}

async function read(
  lines: AsyncIterable<string>,
  onStates: (states: readonly SubjectState[]) => void,
): Promise<void> {
  for await (const line of lines) {
    onStates(parseStates(line));
  }
}

/** A line holds one state, or a list of those that were seen at one moment. */
function parseStates(line: string): readonly SubjectState[] {
  try {
    const value: unknown = JSON.parse(line);
    return (Array.isArray(value) ? value : [value]).map(stateIn);
  } catch (error) {
    throw new ChaosError('WATCH_UNREADABLE', `a watch printed \`${line}\`: ${messageOf(error)}`);
  }
}

function stateIn(value: { subject?: unknown; state?: unknown } | null): SubjectState {
  if (typeof value?.subject !== 'string' || typeof value.state !== 'string') {
    throw new Error('it has no subject and state');
  }
  return { subject: value.subject, state: value.state };
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
