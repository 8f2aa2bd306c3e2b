import { LatencyHistogram } from '../../core/latency-histogram.js';
import type { Ticker } from '../../core/ticker.js';
import { Fifo } from './fifo.js';
import type { Amount, Begin, Pacer } from './pacer.js';
import type { OpenPart } from './part.js';
import type { Slot } from './slot.js';

/** Later than this after its due time, a request counts as late. */
const LATE_MS = 1;
/** Requests that are due closer together than this are sent in one wake-up. */
const SHORTEST_SLEEP_MS = 0.5;

export interface OpenLoopOptions extends Amount {
  /** A request that finds no free connection for this long is dropped: by then it would have timed out. */
  readonly timeoutMs: number;
}

/**
 * Requests are due at fixed times whatever happened before. One that finds no free connection waits, and
 * its latency counts from when it was due; after `timeoutMs` it is dropped, never sent.
 */
export class OpenLoop implements Pacer {
  #late = 0;
  /** Late although a connection was free: the sender itself was slow. */
  #lateByOwnFault = 0;
  #dropped = 0;
  #due = 0;
  readonly #lateness = new LatencyHistogram();
  #startMs = 0;
  #nextDueMs = 0;
  #over = false;
  readonly #waiting = new Fifo<number>();
  /** In turn, so that connections share the load and none idles until the server closes it. */
  readonly #free = new Fifo<Slot>();
  #unused: number;

  constructor(
    readonly options: OpenLoopOptions,
    readonly slots: readonly Slot[],
    readonly begin: Begin,
    readonly nextArrival: () => number,
    readonly ticker: Ticker,
  ) {
    this.#unused = slots.length;
  }

  start(nowMs: number): void {
    this.#startMs = nowMs;
    this.#advance();
    this.tick(nowMs);
  }

  /** To be called when the ticker wakes. @param nowMs on the clock of `start` */
  tick(nowMs: number): void {
    this.#sendDue(nowMs);
    if (!this.#over) {
      const wakeMs = Math.max(this.#nextDueMs, nowMs + SHORTEST_SLEEP_MS);
      this.ticker.wakeAt(performance.now() + wakeMs - nowMs);
    }
  }

  free(slot: Slot, nowMs: number): void {
    this.#dropExpired(nowMs);
    const dueMs = this.#waiting.shift();
    if (dueMs === undefined) this.#free.push(slot);
    else this.#send(slot, dueMs, nowMs, false);
    // While answers come in, there is no need to wait for the ticker.
    if (this.#nextDueMs <= nowMs) this.#sendDue(nowMs);
  }

  sweep(nowMs: number): void {
    this.#dropExpired(nowMs);
  }

  exhausted(): boolean {
    return this.#over && this.#waiting.length === 0;
  }

  stop(): void {
    this.#over = true;
    while (this.#waiting.length > 0) this.#waiting.shift();
  }

  /** So far. */
  figures(): OpenPart {
    return {
      due: this.#due,
      late: this.#late,
      lateByOwnFault: this.#lateByOwnFault,
      dropped: this.#dropped,
      lateness: this.#lateness,
    };
  }

  #sendDue(nowMs: number): void {
    while (!this.#over && this.#nextDueMs <= nowMs) {
      const dueMs = this.#nextDueMs;
      this.#due++;
      this.#advance();
      const slot = this.#waiting.length === 0 ? this.#takeSlot() : undefined;
      if (slot === undefined) this.#waiting.push(dueMs);
      else this.#send(slot, dueMs, nowMs, true);
    }
  }

  #takeSlot(): Slot | undefined {
    return this.#free.shift() ?? (this.#unused > 0 ? this.slots[--this.#unused] : undefined);
  }

  #send(slot: Slot, dueMs: number, nowMs: number, atOnce: boolean): void {
    if (atOnce) this.#lateness.record(nowMs - dueMs);
    if (nowMs - dueMs > LATE_MS) {
      this.#late++;
      if (atOnce) this.#lateByOwnFault++;
    }
    this.begin(slot, dueMs, nowMs);
  }

  #dropExpired(nowMs: number): void {
    for (;;) {
      const dueMs = this.#waiting.peek();
      if (dueMs === undefined || nowMs - dueMs <= this.options.timeoutMs) return;
      this.#waiting.shift();
      this.#dropped++;
    }
  }

  #advance(): void {
    const sinceStartMs = this.nextArrival();
    this.#nextDueMs = this.#startMs + sinceStartMs;
    this.#over =
      this.#over ||
      this.#due >= (this.options.requests ?? Number.POSITIVE_INFINITY) ||
      sinceStartMs >= (this.options.durationMs ?? Number.POSITIVE_INFINITY);
  }
}
