import type { Cluster } from '../cluster/types.js';
import type { Clock } from '../core/clock.js';
import type { CountersEvent, StateEvent } from '../history/types.js';
import type { Controls } from '../hosts/controls/types.js';
import type { Host } from '../hosts/types.js';

/** A watcher of state. One file each, registered in cli/catalog.ts. */
export interface ObserverDefinition {
  readonly name: string;
  readonly summary: string;
  /** What it needs of the cluster, in words, for `chaos list` and `chaos doctor`. */
  readonly needs: string;
  /** Whether this cluster offers what it needs. */
  applies(view: ObserverView): boolean;
  /** What will be watched and at what cost, for the plan. */
  describe(view: ObserverView): string;
  /** Resolves once the first states are known, or are known not to be learnable. */
  start(context: ObserverContext): Promise<RunningObserver>;
}

export interface ObserverView {
  readonly cluster: Cluster;
  readonly controls: Controls;
}

export interface ObserverContext extends ObserverView {
  readonly clock: Clock;
  host(name: string): Promise<Host>;
  /** An observer that loses sight of a subject emits `unknown` for it. */
  emit(event: StateEvent | CountersEvent): void;
}

export interface RunningObserver {
  stop(): Promise<void>;
}
