import type { z } from 'zod';
import type { Cluster } from '../cluster/types.js';
import type { Capability, Controls } from '../hosts/controls/types.js';
import type { Action } from '../hosts/types.js';

/**
 * A fault: what it may hit, what it needs, and the steps it is made of. One file each, registered in
 * cli/catalog.ts. A fault composes what the environment's controls answer; it performs nothing itself.
 */
export interface FaultDefinition<Options = unknown> {
  readonly name: string;
  readonly summary: string;
  /** Validates what a scenario writes under `with:`; its descriptions become help and docs. */
  readonly options: z.ZodType<Options>;
  readonly needs: Capability;
  /** Roles it makes sense for, for messages and docs. */
  readonly targets: string;
  /**
   * The action for one target.
   * @throws ChaosError where this host cannot be hit this way, with what would make it possible
   */
  compose(target: FaultTarget, options: Options): Action;
}

export interface FaultTarget {
  readonly host: string;
  readonly cluster: Cluster;
  readonly controls: Controls;
}
