import type { Action, Check, Step } from '../types.js';

/**
 * How things are done to hosts in one environment. What differs between a lab, a hypervisor and a bare
 * machine is here and not in the faults. A control never acts: it answers with steps as data. A control
 * that an environment does not have is absent, and the fault that needs it says so in preflight.
 */
export interface Controls {
  /**
   * Present where hosts run the commands of a Linux system as root. Faults that are the same on any such host are
   * written as commands on it, and need no control but this.
   */
  readonly system?: 'linux';
  /** `host` and `network` are names of the cluster file. */
  readonly cable?: { unplug(host: string, network: string): Action };
  readonly link?: {
    delay(host: string, network: string, delayMs: number, jitterMs: number): Action;
    limit(host: string, network: string, bytesPerSecond: number): Action;
    /** @param share of the packets, above 0 and at most 1 */
    lose?(host: string, network: string, share: number): Action;
  };
  /** Takes a whole host away at once, with everything that lives on it. */
  readonly power?: {
    off(host: string): Action;
    /** As its reset button does: it comes up again by itself. */
    reset?(host: string): Action;
  };
  readonly container?: {
    kill(host: string): Action;
    stop(host: string, graceMs: number): Action;
    pause(host: string): Action;
    restart(host: string, graceMs: number): Action;
  };
  /** A service as its host's own means start and stop it; absent means the host's main one. */
  readonly service?: { stop(host: string, service?: string): Action };
  /** `process` is a name or pattern; absent means the host's main process. */
  readonly process?: {
    kill(host: string, process?: string): Action;
    pause(host: string, process?: string): Action;
  };
  /** Absent parts are what the host's kernel and programs decide; `workers` absent: one for each core. */
  readonly stress?: {
    /** @param load share of each core, above 0 and at most 1 */
    cpu(host: string, load: number, workers?: number): Action;
    memory(host: string, bytes: number): Action;
    io(host: string, workers: number): Action;
  };
  readonly disk?: {
    /** @param leaveBytes what stays free on the file system of `folder` */
    fill(host: string, folder: string, leaveBytes: number): Action;
    /** Slows the disks under a host's storage. */
    slow?(host: string, limits: DiskLimits): Action;
  };
  /** @param evenIfDegraded also where another brick of the volume is down, or not healed */
  readonly brick?: { down(host: string, evenIfDegraded: boolean): Action };
  /** Present where there is an export that is really NFS. */
  readonly nfs?: {
    /** A check on each client: its mount answers. */
    clientsAnswer(): readonly Check[];
  };
  /** `member` is an interface of the bond; absent means the one that carries the traffic. */
  readonly bond?: {
    /** Its cable, from outside: the link loses its carrier. */
    unplugMember?(host: string, member?: string): Action;
    /** The link itself, on the host. */
    switchOffMember(host: string, member?: string): Action;
  };
  readonly balancer?: {
    /** Administrative state of one server in every backend that has it. */
    maintenance(server: string, mode: 'maint' | 'drain'): Action;
  };
  /** Where states can be watched; the observers read what these commands print. */
  readonly watch?: Watches;
}

/** What a disk may do in a second, each way and together. */
export interface DiskLimits {
  readonly bytesPerSecond?: number;
  readonly operationsPerSecond?: number;
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
  /**
   * Subjects `brick:<host>`; state `up`, `down`, `healing:<pending>` or `split-brain:<entries>`; where it can be told,
   * `peer:<host>` (`connected`, `disconnected`), and `volume:<name>` (bricks that are up, as `2/3`).
   */
  readonly bricks?: Watch;
  /** Blocks: /proc/mdstat of a host. */
  readonly arrays?: Watch;
  /** Blocks: /proc/net/bonding/BOND of a host. */
  readonly bonds?: Watch;
  /** Blocks, one watch for each client of the export: `answers`, `hangs`, `not mounted`, or what it says instead. */
  readonly mounts?: readonly Watch[];
  /** Blocks, one watch for each host with storage: `df -Pk` of the file systems that are watched. */
  readonly space?: readonly Watch[];
  /** Subjects `nic:<host>:<network>`; state `up` or `down`. */
  readonly links?: Watch;
  /** Subjects `arp:<vip>`; state is the host whose hardware address the clients' side knows for it, or `none`. */
  readonly neighbours?: Watch;
  /**
   * Every balancer by its own socket. Subjects `haproxy:<host>`, state `up` or `down`, and
   * `haproxy:<host>:<backend>/<server>`, state as HAProxy says it, `none` while it does not run.
   */
  readonly balancers?: Watch;
  /** Subjects `vrrp:<host>:<vip>`; state `master`, `backup`, `fault` or `stopped`. */
  readonly vrrp?: Watch;
  /**
   * Subjects `node:<host>` (`online`, `standby`, `offline` …), `resource:<id>` (hosts joined by `+`, `stopped`,
   * `failed`), `pacemaker:dc` (hosts joined by `+`) and `pacemaker:quorum` (`yes`, `no`).
   */
  readonly pacemaker?: Watch;
  /** Subjects `files:<volume>/<brick's host>` and `files:<volume>/client`; state is how many uploaded files it has. */
  readonly files?: Watch;
}

export interface Watch extends Step {
  /** `blocks`: texts that end with a line {@link BLOCK_END}, again and again; the observer makes states of them. */
  readonly format: 'states' | 'blocks';
  /** How it learns of changes where it is not told of them at once: the period of its polls and what one costs. */
  readonly how?: string;
}

/** Ends each text of a watch that prints blocks. */
export const BLOCK_END = '--end--';

/** What a fault or observer may need; `chaos list` prints which control provides it. */
export type Capability = keyof Controls;
