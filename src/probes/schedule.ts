/** A place on the absolute schedule: probe number `sequence` of its lane, due at `dueMs`. */
export interface Due {
  readonly sequence: number;
  readonly dueMs: number;
}

/** What a lane does with a probe that is due. */
export interface LaneActions {
  /** @returns false when there is no room for one more in flight */
  send(due: Due): boolean;
  /** The probe could not be sent within an interval of its due time, and will not be. */
  giveUp(due: Due): void;
}

/**
 * One lane's times: start + sequence × interval, whatever happened before. A probe that is more than a
 * whole interval late, because the prober was held up or too many are in flight, is given up: it would
 * prove nothing about its due time, and a burst of old probes would disturb the next ones.
 */
export class LaneSchedule {
  #sequence = 0;
  #blocked = false;

  constructor(
    readonly startMs: number,
    readonly intervalMs: number,
    readonly actions: LaneActions,
  ) {}

  /** When `run` is to be called next. */
  get wakeMs(): number {
    return this.#dueMs + (this.#blocked ? this.intervalMs : 0);
  }

  /** Deals with everything that is due. @param nowMs asked anew for each probe, since sending takes time */
  run(nowMs: () => number): void {
    this.#blocked = false;
    for (;;) {
      const due = { sequence: this.#sequence, dueMs: this.#dueMs };
      const lateMs = nowMs() - due.dueMs;
      if (lateMs < 0) return;
      if (lateMs >= this.intervalMs) {
        this.actions.giveUp(due);
      } else if (!this.actions.send(due)) {
        this.#blocked = true;
        return;
      }
      this.#sequence++;
    }
  }

  get #dueMs(): number {
    return this.startMs + this.#sequence * this.intervalMs;
  }
}

/** The starts of m lanes, staggered by a share of the interval, so that together they look every T / m. */
export function laneStarts(startMs: number, intervalMs: number, lanes: number): number[] {
  return Array.from({ length: lanes }, (_, lane) => startMs + (lane * intervalMs) / lanes);
}
