import { BLOCK_END, type Watch, type Watches } from '../hosts/controls/types.js';
import type { ObserverContext, ObserverDefinition, ObserverView, RunningObserver } from './types.js';

/** How long the first block of a watch may take before the observer goes on without it. */
const FIRST_BLOCK_MS = 10_000;
/** Between the end of a watch, as when its host goes away, and the next attempt. */
const PAUSE_MS = 1_000;

interface BlockSubjects {
  readonly name: string;
  readonly summary: string;
  readonly needs: string;
  readonly watch: 'arrays' | 'bonds' | 'mounts' | 'space';
  /** What of a state must change for it to be told again; all of it unless given. */
  readonly keyOf?: (state: string) => string;
  /** The states that a text of `host` shows, by subject. */
  states(lines: readonly string[], host: string, view: ObserverView): ReadonlyMap<string, string>;
}

/** An observer that makes states of texts which commands print again and again; only changes are events. */
export function blockObserver(subjects: BlockSubjects): ObserverDefinition {
  const watchesOf = ({ controls }: ObserverView) => listOf(controls.watch?.[subjects.watch]);
  return {
    name: subjects.name,
    summary: subjects.summary,
    needs: subjects.needs,
    applies: (view) => watchesOf(view).length > 0,
    describe: (view) =>
      watchesOf(view)
        .map(({ host, description, how }) => `${host}: ${description} (${how})`)
        .join('; '),
    start: async (context) => {
      // A host that cannot be reached is told of once, as the loss of this observer.
      await Promise.all(watchesOf(context).map(({ host }) => context.host(host)));
      const running = watchesOf(context).map((watch) => follow(subjects, watch, context));
      await Promise.all(running.map(({ first }) => first));
      return { stop: async () => void (await Promise.all(running.map((one) => one.stop()))) };
    },
  };
}

function listOf(found: Watches['arrays'] | Watches['mounts']): readonly Watch[] {
  return found === undefined ? [] : 'argv' in found ? [found] : found;
}

/** Watches one host until it is stopped, again where the watch ended. */
function follow(
  subjects: BlockSubjects,
  watch: Watch,
  context: ObserverContext,
): RunningObserver & { readonly first: Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const tell = changes(
    (subject, state) =>
      context.emit({ type: 'state', t: context.clock.nowMs(), subject, state, observer: subjects.name }),
    subjects.keyOf ?? ((state) => state),
  );
  let arrived = () => {};
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const ended = (async () => {
    while (!signal.aborted) {
      await readBlocks(watch, context, signal, (lines) => {
        tell.see(subjects.states(lines, watch.host, context));
        arrived();
      }).catch(() => {});
      if (!signal.aborted) {
        tell.loseSight();
        await context.clock.sleep(PAUSE_MS, signal);
      }
    }
  })();
  return {
    first: Promise.race([first, context.clock.sleep(FIRST_BLOCK_MS, signal)]),
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function readBlocks(
  watch: Watch,
  context: ObserverContext,
  signal: AbortSignal,
  onBlock: (lines: readonly string[]) => void,
): Promise<void> {
  const host = await context.host(watch.host);
  const stream = host.stream(watch.argv, { signal });
  let lines: string[] = [];
  for await (const line of stream.lines) {
    if (signal.aborted) {
      break;
    }
    if (line === BLOCK_END) {
      onBlock(lines);
      lines = [];
    } else {
      lines.push(line);
    }
  }
  await stream.stop();
}

/** Passes on what differs from before; a subject that is not told of any more is unknown. */
function changes(emit: (subject: string, state: string) => void, keyOf: (state: string) => string) {
  const known = new Map<string, string>();
  const tell = (subject: string, state: string) => {
    if (known.get(subject) !== keyOf(state)) {
      known.set(subject, keyOf(state));
      emit(subject, state);
    }
  };
  const see = (states: ReadonlyMap<string, string>) => {
    for (const subject of new Set([...known.keys(), ...states.keys()])) {
      tell(subject, states.get(subject) ?? 'unknown');
    }
  };
  return { see, loseSight: () => see(new Map()) };
}
