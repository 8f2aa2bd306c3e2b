import type { Action, Step } from '../types.js';

/**
 * How things are done to hosts in one environment. What differs between a lab, a hypervisor and a bare
 * machine is here and not in the faults. A control never acts: it answers with steps as data. A control
 * that an environment does not have is absent, and the fault that needs it says so in preflight.
 */
export interface Controls {
  /** `host` and `network` are names of the cluster file. */
  readonly cable?: { unplug(host: string, network: string): Action };
  readonly link?: {
    delay(host: string, network: string, delayMs: number, jitterMs: number): Action;
    limit(host: string, network: string, bytesPerSecond: number): Action;
  };
  readonly container?: {
    kill(host: string): Action;
    stop(host: string, graceMs: number): Action;
    pause(host: string): Action;
  };
  /** Power of a whole host, as its plug or its reset button would do it: nothing is told to end. */
  readonly power?: { off(host: string): Action; reset(host: string): Action };
  /** `process` is a name or pattern; absent means the host's main process. */
  readonly process?: {
    kill(host: string, process?: string): Action;
    pause(host: string, process?: string): Action;
  };
  readonly brick?: { down(host: string): Action };
  readonly raid?: {
    /** `member` is a device as the array names it; absent means its last one. */
    failMember(host: string, member?: string): Action;
  };
  readonly bond?: {
    /** `member` is an interface of the bond; absent means the one that carries the traffic. */
    unplugMember(host: string, member?: string): Action;
  };
  readonly balancer?: {
    /** Administrative state of one server in every backend that has it. */
    maintenance(server: string, mode: 'maint' | 'drain'): Action;
  };
  /** Where states can be watched; the observers read what these commands print. */
  readonly watch?: Watches;
}

/**
 * Commands that print one JSON object a line, `{"subject": "...", "state": "..."}`, first the present
 * states and then every change. Other formats are converted by the observer that names them.
 */
export interface Watches {
  /** Subjects `vip:<name>`; state is the owner, `none`, or owners joined by `+`. */
  readonly addresses?: Watch;
  /** Subjects `container:<name>`; state `running`, `stopped` or `paused`. */
  readonly containers?: Watch;
  /** Subjects `brick:<host>`; state `up`, `down` or `healing:<pending>`. */
  readonly bricks?: Watch;
  /** Subjects `raid:<host>`; state is the members, U for each that is up, for example `UU_`, with ` rebuilding`. */
  readonly arrays?: Watch;
  /** Subjects `bond:<host>`; state is the links that are up and the active one, for example `2 of 2, eth0`. */
  readonly bonds?: Watch;
  /** Subjects `nic:<host>:<network>`; state `up` or `down`. */
  readonly links?: Watch;
}

export interface Watch extends Step {
  readonly format: 'states';
}

/** What a fault or observer may need; `chaos list` prints which control provides it. */
export type Capability = keyof Controls;
