import type { Amount, Begin, Pacer } from './pacer.js';
import type { Slot } from './slot.js';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;
/** A failure that took longer was no spin: time-outs need no pause after them. */
const QUICK_FAILURE_MS = 200;

/**
 * Each slot sends its next request when the last one ended, as ab does. After a quick failure a slot
 * pauses for 10 ms, doubling up to 200 ms until it gets an answer again.
 */
export class ClosedLoop implements Pacer {
  #left: number;
  #deadlineMs = Number.POSITIVE_INFINITY;
  readonly #pauses = new Set<NodeJS.Timeout>();

  constructor(
    readonly amount: Amount,
    readonly slots: readonly Slot[],
    readonly begin: Begin,
    readonly nowMs: () => number,
  ) {
    this.#left = amount.requests ?? Number.POSITIVE_INFINITY;
  }

  start(nowMs: number): void {
    if (this.amount.durationMs !== undefined) this.#deadlineMs = nowMs + this.amount.durationMs;
    for (const slot of this.slots) this.#next(slot, nowMs);
  }

  free(slot: Slot, nowMs: number, answered: boolean): void {
    if (answered || nowMs - slot.sentMs > QUICK_FAILURE_MS) {
      slot.pauseMs = 0;
      this.#next(slot, nowMs);
    } else {
      this.#pause(slot);
    }
  }

  sweep(): void {}

  exhausted(nowMs: number): boolean {
    return this.#left === 0 || nowMs >= this.#deadlineMs;
  }

  stop(): void {
    this.#left = 0;
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#pauses.clear();
  }

  #next(slot: Slot, nowMs: number): void {
    if (this.exhausted(nowMs)) return;
    this.#left--;
    this.begin(slot, nowMs, nowMs);
  }

  #pause(slot: Slot): void {
    slot.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * slot.pauseMs));
    const pause = setTimeout(() => {
      this.#pauses.delete(pause);
      this.#next(slot, this.nowMs());
    }, slot.pauseMs);
    this.#pauses.add(pause);
  }
}
