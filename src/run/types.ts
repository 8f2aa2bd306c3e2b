import type { Cluster } from '../cluster/types.js';
import type { Engine } from '../engines/types.js';
import type { HistoryEvent } from '../history/types.js';
import type { Controls } from '../hosts/controls/types.js';
import type { Host, HostDescription } from '../hosts/types.js';
import type { ObserverDefinition } from '../observers/types.js';
import type { Plan } from '../plan/types.js';
import type { IntegrityContext, IntegritySpec, RunningIntegrity } from '../probes/integrity/types.js';
import type { ProberContext, ProbeSpec, RunningProbes } from '../probes/types.js';
import type { Journal } from './journal.js';
import type { RunClock } from './run-clock.js';
import type { StateBoard } from './state-board.js';
import type { Turns } from './turns.js';
import type { Unhealed } from './undo.js';

/** What a run works with; the catalog gives it, so that the run itself knows no engine or observer. */
export interface RunParts {
  readonly engines: Readonly<Record<string, Engine>>;
  readonly observers: readonly ObserverDefinition[];
  startProbes(specs: readonly ProbeSpec[], context: ProberContext): Promise<RunningProbes>;
  startIntegrity(specs: readonly IntegritySpec[], context: IntegrityContext): Promise<RunningIntegrity>;
  open(description: HostDescription): Promise<Host>;
}

/** One run on its way. */
export interface RunContext {
  readonly id: string;
  readonly plan: Plan;
  /** The cluster with its secrets, which the plan leaves out. */
  readonly cluster: Cluster;
  readonly controls: Controls;
  readonly parts: RunParts;
  readonly clock: RunClock;
  readonly journal: Journal;
  readonly board: StateBoard;
  /** Where another run takes turns with this one, cell by cell. */
  readonly turns?: Turns;
  /** Aborts when the user interrupts or a part of the run fails: everything then ends and is healed. */
  readonly signal: AbortSignal;
  record(event: HistoryEvent): void;
  /** Breaks the run off; the first reason counts. */
  breakOff(reason: unknown): void;
  /** A host by the plan's name, `local` included. */
  host(name: string): Promise<Host>;
}

export interface ExecutionOutcome {
  readonly outcome: 'completed' | 'interrupted' | 'broke-off';
  readonly reason?: unknown;
  readonly unhealed: readonly Unhealed[];
}
