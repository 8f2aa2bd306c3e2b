import type { Loaded } from '../core/document/types.js';
import type { ChaosError, Problem } from '../core/errors.js';
import type { Engine } from '../engines/types.js';
import type { FaultDefinition } from '../faults/types.js';
import type { ObserverDefinition } from '../observers/types.js';
import type { Scenario } from '../scenario/types.js';
import type { Surroundings } from './types.js';

/** What a plan can be made of. */
export interface PlanParts {
  readonly engines: Readonly<Record<string, Engine>>;
  readonly faults: Readonly<Record<string, FaultDefinition>>;
  readonly observers: readonly ObserverDefinition[];
}

/** A plan in the making: problems are collected, so that all are told at once. */
export interface Planning {
  readonly loaded: Loaded<Scenario>;
  readonly scenario: Scenario;
  readonly surroundings: Surroundings;
  readonly parts: PlanParts;
  readonly seed: number;
  report(problem: Problem): void;
  /** A refusal (exit 3) rather than a mistake in a file (exit 2). */
  refuse(error: ChaosError): void;
}
