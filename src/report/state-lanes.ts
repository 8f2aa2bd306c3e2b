import type { StateLane } from '../measurements/types.js';

/** Subjects that went through the same states at the same times: one line of a picture or table for all. */
export interface SharedLane {
  readonly subject: string;
  /** How many more subjects did exactly as this one. */
  readonly alike: number;
  readonly segments: StateLane['segments'];
}

/** Changes that one poll of an observer saw are this near to each other. */
const SAME_TIME_MS = 100;

/** The virtual IPs, each by itself, then whatever changed its state. */
export function changedLanes(states: readonly StateLane[]): readonly SharedLane[] {
  const shared = new Map<string, SharedLane>();
  for (const lane of states) {
    const isVip = lane.subject.startsWith('vip:');
    if (isVip || lane.segments.length > 1) {
      const key = isVip ? lane.subject : courseOf(lane);
      const known = shared.get(key);
      shared.set(key, known === undefined ? { ...lane, alike: 0 } : { ...known, alike: known.alike + 1 });
    }
  }
  const lanes = [...shared.values()];
  const isVip = (lane: SharedLane) => lane.subject.startsWith('vip:');
  return [...lanes.filter(isVip), ...lanes.filter((lane) => !isVip(lane))];
}

function courseOf({ subject, segments }: StateLane): string {
  const [kind] = subject.split(':');
  return JSON.stringify([
    kind,
    segments.map(({ state, fromMs }) => [state, Math.round(fromMs / SAME_TIME_MS)]),
  ]);
}
