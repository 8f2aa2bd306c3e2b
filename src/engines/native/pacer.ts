import type { Slot } from './slot.js';

/** Decides when a slot begins a request: the difference between a closed and an open loop. */
export interface Pacer {
  start(nowMs: number): void;
  /** The slot's request has ended. @param answered with a whole answer, whatever its status */
  free(slot: Slot, nowMs: number, answered: boolean): void;
  /** Called now and then, for what happens only because time goes by. */
  sweep(nowMs: number): void;
  /** No request will be begun any more. */
  exhausted(nowMs: number): boolean;
  stop(): void;
}

/** Begins a request on a free slot. */
export type Begin = (slot: Slot, dueMs: number, nowMs: number) => void;

/** Exactly one of the two is given, as in LoadSpec. */
export interface Amount {
  readonly requests?: number;
  readonly durationMs?: number;
}
