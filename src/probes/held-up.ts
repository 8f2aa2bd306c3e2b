/** Later than this, a wake-up was late because the machine or the thread was busy. */
const USUAL_LATENESS_MS = 1;

/**
 * Adds up the time in which a thread should have run and did not. What lies unread meanwhile, the server has
 * answered: a response time contains it and does not mean it.
 */
export class HeldUp {
  #totalMs = 0;
  #wakeMs = Number.POSITIVE_INFINITY;

  /** The thread runs now, and is to run again at `wakeMs`. Times on any one clock. */
  runs(nowMs: number, wakeMs: number): void {
    this.#totalMs = this.totalMs(nowMs);
    this.#wakeMs = wakeMs;
  }

  /** So far, with what a wake-up that is due already is late by. */
  totalMs(nowMs: number): number {
    const lateMs = nowMs - this.#wakeMs;
    return this.#totalMs + (lateMs > USUAL_LATENESS_MS ? lateMs : 0);
  }
}
