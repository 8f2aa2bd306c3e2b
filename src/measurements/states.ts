import { groupBy } from '../core/group-by.js';
import type { StateEvent } from '../history/types.js';
import type { StateLane } from './types.js';

export type Segment = StateLane['segments'][number];

/** The state that an observer reports when it lost sight of its subject. */
export const UNKNOWN_STATE = 'unknown';

/** One lane per subject in order of first sight, closed at the end of the run. */
export function stateLanes(events: readonly StateEvent[], runEndMs: number): readonly StateLane[] {
  const bySubject = groupBy(
    events.toSorted((one, other) => one.t - other.t),
    (event) => event.subject,
  );
  return [...bySubject].map(([subject, changes]) => ({ subject, segments: segmentsOf(changes, runEndMs) }));
}

function segmentsOf(changes: readonly StateEvent[], runEndMs: number): Segment[] {
  const real = changes.filter((change, index) => change.state !== changes[index - 1]?.state);
  return real.map((change, index) => ({
    state: change.state,
    fromMs: change.t,
    toMs: Math.max(change.t, real[index + 1]?.t ?? runEndMs),
  }));
}

/** The longest stretch, in milliseconds, of neighbouring segments whose state satisfies `matches`; 0 if none. */
export function longestStretch(lane: StateLane, matches: (state: string) => boolean): number {
  let longest = 0;
  let current = 0;
  for (const segment of lane.segments) {
    current = matches(segment.state) ? current + (segment.toMs - segment.fromMs) : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

const DOWN_WORDS =
  /^(down|offline|disconnected|stopped|killed|exited|dead|paused|frozen|gone|absent|missing|failed)\b/i;

/** Whether a state says that its subject serves nobody: HAProxy's DOWN (also `DOWN 1/2`), a container exited … */
export function isDown(state: string): boolean {
  return DOWN_WORDS.test(state);
}

/**
 * The most distinct names that were down at the same time. A name that has several lanes (a server in two
 * backends) is down while any of them is.
 */
export function mostDownAtOnce(lanes: readonly StateLane[], nameOf: (subject: string) => string): number {
  const edges = lanes.flatMap((lane) =>
    lane.segments
      .filter((segment) => isDown(segment.state) && segment.toMs > segment.fromMs)
      .flatMap((segment) => [
        { t: segment.fromMs, name: nameOf(lane.subject), step: 1 },
        { t: segment.toMs, name: nameOf(lane.subject), step: -1 },
      ]),
  );
  edges.sort((one, other) => one.t - other.t || one.step - other.step);
  const down = new Map<string, number>();
  let most = 0;
  for (const edge of edges) {
    const lanesDown = (down.get(edge.name) ?? 0) + edge.step;
    if (lanesDown > 0) {
      down.set(edge.name, lanesDown);
    } else {
      down.delete(edge.name);
    }
    most = Math.max(most, down.size);
  }
  return most;
}
