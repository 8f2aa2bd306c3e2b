/** A subject, for example `vip:external`, and the word for how it is. */
export interface SubjectState {
  readonly subject: string;
  readonly state: string;
}

/** The present state of everything that can be watched, and who watches. */
export class StateBoard {
  readonly #states = new Map<string, string>();
  readonly #watchers = new Set<(change: SubjectState) => void>();

  get(subject: string): string | undefined {
    return this.#states.get(subject);
  }

  set(subject: string, state: string): void {
    if (this.#states.get(subject) !== state) {
      this.#states.set(subject, state);
      for (const watcher of this.#watchers) {
        watcher({ subject, state });
      }
    }
  }

  /** Calls back with the present states of the kind (what stands before the colon), then with every change. */
  watch(kind: string, onState: (state: SubjectState) => void): () => void {
    const watcher = (change: SubjectState) => {
      if (change.subject.startsWith(`${kind}:`)) {
        onState(change);
      }
    };
    for (const [subject, state] of this.#states) {
      watcher({ subject, state });
    }
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
