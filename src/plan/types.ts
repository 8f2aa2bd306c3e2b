import type { Cluster } from '../cluster/types.js';
import type { Fidelity } from '../core/fidelity.js';
import type { LoadSpec } from '../engines/types.js';
import type { Controls } from '../hosts/controls/types.js';
import type { Action, HostDescription } from '../hosts/types.js';
import type { IntegritySpec } from '../probes/integrity/types.js';
import type { ProbeSpec } from '../probes/types.js';
import type {
  CellOrder,
  CompareStep,
  Expectation,
  LocalizedText,
  OutageSettings,
  ProbeStep,
} from '../scenario/types.js';

/**
 * Scenario × cluster, resolved as far as it can be before the run: plain data, frozen, printable. What
 * only the run can know (who owns the address when a fault is due) is prepared for every candidate.
 */
export interface Plan {
  readonly schema: 'chaos/plan@1';
  readonly scenario: string;
  readonly title: LocalizedText;
  /** The cluster with every address filled in and its secrets left out. */
  readonly cluster: Cluster;
  readonly fidelity: Fidelity;
  readonly fidelityNotes: readonly string[];
  readonly seed: number;
  /** Length of the time line, without the matrix that follows it. */
  readonly durationMs: number;
  /** Present when the time line is run several times; then it is all of them together. */
  readonly repetitions?: PlannedRepetitions;
  readonly loads: readonly PlannedLoad[];
  readonly cells: readonly PlannedCell[];
  readonly matrix?: PlannedMatrix;
  readonly probes: readonly PlannedProbe[];
  readonly integrity: readonly IntegritySpec[];
  /** Those on the time line, then those of the conditions in the order in which they are brought about. */
  readonly faults: readonly PlannedFault[];
  readonly observers: readonly PlannedObserver[];
  readonly outages: OutageSettings;
  readonly expect: readonly Expectation[];
  readonly compare?: CompareStep;
  /** How to open every host that a step names. */
  readonly hosts: Readonly<Record<string, HostDescription>>;
}

/** Where the plan stands: the cluster as it can be seen and handled in its environment. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly controls: Controls;
  readonly hosts: Readonly<Record<string, HostDescription>>;
  readonly fidelity: Fidelity;
  readonly notes: readonly string[];
}

export interface PlannedRepetitions {
  readonly count: number;
  readonly lengthMs: number;
  readonly cooldownMs: number;
}

export interface PlannedLoad {
  readonly id: string;
  readonly page: string;
  readonly frontend: string;
  readonly engine: string;
  /** The host that sends it. */
  readonly from: string;
  readonly atMs: number;
  /** The repeat of the time line that it belongs to, where there are several. */
  readonly repeatOfTimeline?: number;
  readonly spec: LoadSpec;
  /** The engine's own words: a command line or a sentence. */
  readonly description: string;
}

/** One repetition of one cell of the matrix; cells run one after another in this order. */
export interface PlannedCell extends PlannedLoad {
  readonly repeat: number;
  readonly order: number;
  readonly warmup: boolean;
  readonly cooldownMs: number;
  /** What it is measured in; absent where conditions are no factor, and for a warm-up. */
  readonly condition?: CellCondition;
}

/** A condition, and which time that it is brought about, from 1. */
export interface CellCondition {
  readonly name: string;
  readonly occurrence: number;
}

/** How the cells are run. */
export interface PlannedMatrix {
  readonly repeat: number;
  readonly order: CellOrder;
  readonly conditions?: readonly string[];
  readonly blocksPerCondition?: number;
  readonly warmupRequests: number;
  readonly cooldownMs: number;
}

export interface PlannedProbe {
  readonly step: ProbeStep;
  readonly spec: ProbeSpec;
}

export interface PlannedFault {
  readonly id: string;
  readonly fault: string;
  /** As written in the scenario. */
  readonly target: string;
  /** The fault's own, as its definition read them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The jitter of this seed is in it. Absent for a fault of a condition, which is due when its cells are. */
  readonly atMs?: number;
  /** The most for a fault of a condition; otherwise, absent: until the end of the time line. */
  readonly holdMs?: number;
  readonly condition?: FaultOfCondition;
  readonly repeatOfTimeline?: number;
  readonly selections: readonly PlannedSelection[];
  /** One action for each host that could be hit. */
  readonly actions: Readonly<Record<string, Action>>;
}

/** What a fault is to the condition that it belongs to. */
export interface FaultOfCondition extends CellCondition {
  /** Cells are measured while the fault holds, or after its undo until the cluster has recovered. */
  readonly during: 'fault' | 'recovery';
  /** How long it is waited after the fault took effect. */
  readonly settleMs: number;
  /** Sent while the fault holds. */
  readonly load?: PlannedLoad;
}

/** The hosts of one selector, and which of them are hit when the fault is due. */
export interface PlannedSelection {
  readonly hosts: readonly string[];
  readonly choice: 'all' | 'any' | 'active';
}

export interface PlannedObserver {
  readonly name: string;
  readonly description: string;
}
