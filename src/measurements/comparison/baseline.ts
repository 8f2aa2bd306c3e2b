import type { RunResult } from './types.js';

/** A line of the history store. */
export type StoreEntry = StoredRun | PinnedBaseline;

export interface StoredRun {
  readonly type: 'run';
  readonly result: RunResult;
  /** What `check` found; a run that failed it is no baseline for later ones. Absent where it was not checked. */
  readonly checked?: 'pass' | 'fail' | 'unknown';
}

/** From here on these runs are the baseline of their scenario, cluster and machine, and those stored later. */
export interface PinnedBaseline {
  readonly type: 'baseline';
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly runs: readonly RunResult[];
}

/** More would make a baseline of long ago. */
const MOST_RUNS = 20;

/** What a run shares with those it may be judged by. */
export type Lineage = Pick<RunResult, 'scenario' | 'cluster' | 'fidelity' | 'work' | 'fingerprint'>;

export function lineageKey({ scenario, cluster, fidelity, work, fingerprint }: Lineage): string {
  return JSON.stringify([scenario, cluster, fidelity, work, fingerprint]);
}

/**
 * The runs that a candidate is judged by, oldest first: of the same scenario, cluster, work and machine, from the last
 * pinned baseline on, without those that failed a check or did not end; at most 20, of which those pinned stay.
 */
export function baselineFor(candidate: RunResult, entries: readonly StoreEntry[]): readonly RunResult[] {
  let pinned: readonly RunResult[] = [];
  let since: RunResult[] = [];
  const isRelated = (run: RunResult) => lineageKey(run) === lineageKey(candidate) && run.id !== candidate.id;
  for (const entry of entries) {
    if (entry.type === 'baseline') {
      const runs = entry.runs.filter(isRelated);
      if (runs.length > 0) {
        pinned = runs;
        since = [];
      }
    } else if (entry.checked !== 'fail' && entry.result.outcome === 'completed' && isRelated(entry.result)) {
      since = [...since.filter(({ id }) => id !== entry.result.id), entry.result];
    }
  }
  const known = new Set(pinned.map(({ id }) => id));
  const added = since.filter(({ id }) => !known.has(id));
  const room = Math.max(0, MOST_RUNS - pinned.length);
  return [...pinned, ...added.slice(Math.max(0, added.length - room))];
}

/** Every run that was stored, oldest first, each once. */
export function storedRuns(entries: readonly StoreEntry[]): readonly StoredRun[] {
  const byId = new Map<string, StoredRun>();
  for (const entry of entries) {
    if (entry.type === 'run') {
      byId.delete(entry.result.id);
      byId.set(entry.result.id, entry);
    }
  }
  return [...byId.values()].sort((a, b) => (a.result.startedAt < b.result.startedAt ? -1 : 1));
}
