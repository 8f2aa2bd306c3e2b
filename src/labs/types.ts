import type { Cluster } from '../cluster/types.js';
import type { Fidelity } from '../core/fidelity.js';
import type { Controls } from '../hosts/controls/types.js';
import type { HostDescription } from '../hosts/types.js';

/** Brings a cluster up, says what it is, takes it down. One folder each, registered in cli/catalog.ts. */
export interface Lab {
  readonly name: string;
  readonly summary: string;
  /** What the lab will be, from the cluster file alone; addresses chosen at start are nominal. */
  describe(cluster: Cluster): LabView;
  /** @throws ChaosError LAB_FAILED with what did not come up; nothing is left behind then */
  up(cluster: Cluster, options: LabOptions): Promise<RunningLab>;
  /** For a lab that can outlive the harness; one without it goes down with whoever brought it up. */
  readonly standing?: StandingLab;
}

/** A lab that stays up between commands. */
export interface StandingLab {
  /**
   * Removes everything of the lab, whoever brought it up.
   * @returns how many containers or machines there were
   * @throws ChaosError LAB_REMAINS with what could not be removed
   */
  down(): Promise<number>;
  /** Asks the lab itself, so that nothing is shown that is not so. */
  status(cluster: Cluster): Promise<readonly LabStatus[]>;
  /** Collects what the nodes say into a folder, one folder a node. @returns how many nodes had something to say */
  collectLogs(folder: string): Promise<number>;
  /**
   * What starts the same lab without us: writes its files into the folder.
   * @returns the compose file as data
   */
  compose?(cluster: Cluster, folder: string, choices: Readonly<Record<string, string>>): Promise<object>;
}

/** One part of a lab's status: a title and rows of words. */
export interface LabStatus {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

export interface LabOptions {
  readonly seed: number;
  /** Called with what is being waited for. */
  onProgress(message: string): void;
  /** What the user chose on the command line, for example `base`; a lab ignores what is not its own. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Called before anything is made that would outlive the harness, so that it can be journalled first. */
  onRemains?(remains: LabRemains): void;
  /** Aborts when the user interrupts; a lab that takes long to come up goes down again then. */
  readonly signal?: AbortSignal;
}

export interface LabView {
  /** The cluster with every URL filled in. */
  readonly cluster: Cluster;
  readonly controls: Controls;
  readonly hosts: Readonly<Record<string, HostDescription>>;
  readonly fidelity: Fidelity;
  /** What is real and what is emulated, printed with every result. */
  readonly notes: readonly string[];
}

export interface RunningLab extends LabView {
  /** Processes, and where they are, so that `chaos heal` can clean up after a kill. */
  readonly remains: LabRemains;
  down(): Promise<void>;
}

export interface LabRemains {
  readonly lab: string;
  /** Processes of the lab: pid, and its start time in clock ticks since boot (Linux), against reuse of pids. */
  readonly processes: readonly { readonly pid: number; readonly startTicks?: string }[];
  readonly directories: readonly string[];
  /** What removes the rest: commands on this machine, idempotent and complete in themselves. */
  readonly cleanUp?: readonly { readonly argv: readonly string[]; readonly description: string }[];
}
