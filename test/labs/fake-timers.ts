import type { Timers } from '../../src/labs/embedded/director/vrrp.js';

interface Entry {
  readonly atMs: number;
  readonly sequence: number;
  readonly action: () => void;
}

/** Timers on a clock that moves when it is told to. */
export class FakeTimers implements Timers {
  nowMs = 0;
  #sequence = 0;
  readonly #entries = new Set<Entry>();

  start(delayMs: number, action: () => void): () => void {
    this.#sequence += 1;
    const entry = { atMs: this.nowMs + delayMs, sequence: this.#sequence, action };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  }

  advance(durationMs: number): void {
    const untilMs = this.nowMs + durationMs;
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#entries.delete(next);
      this.nowMs = next.atMs;
      next.action();
    }
    this.nowMs = untilMs;
  }

  #next(untilMs: number): Entry | undefined {
    const due = [...this.#entries].filter((entry) => entry.atMs <= untilMs);
    return due.sort((one, other) => one.atMs - other.atMs || one.sequence - other.sequence)[0];
  }
}
