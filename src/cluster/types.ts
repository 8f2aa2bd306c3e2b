/**
 * A cluster as the rest of the house sees it: where things are and how to reach them. The least is a
 * name and one frontend with a URL; everything else adds faults and observers that become possible.
 */
export interface Cluster {
  readonly name: string;
  readonly environment: 'lab' | 'test' | 'production';
  /** The lab that brings this cluster up, if it is not there already. */
  readonly lab?: string;
  readonly hosts: Readonly<Record<string, ClusterHost>>;
  readonly vips: Readonly<Record<string, VirtualIp>>;
  readonly frontends: Readonly<Record<string, Frontend>>;
  readonly balancer?: Balancer;
  readonly storage: Storage;
  /** The host that sends the load unless a scenario says otherwise. */
  readonly loadFrom: string;
  readonly emulation?: Emulation;
}

/** How the embedded lab is to behave. */
export interface Emulation {
  /** A web server waits so long before it answers. */
  readonly serviceTimeMs: number;
}

/** A machine or container that commands run on. */
export interface ClusterHost {
  readonly name: string;
  readonly roles: readonly string[];
  readonly reach: Reach;
  /** The machine that this container, virtual machine or namespace lives on. */
  readonly on?: string;
  /** Network name to interface name, for example `external: enp0s3`. */
  readonly nics: Readonly<Record<string, string>>;
  /** What it is a virtual machine of, where that pulls its cables and cuts its power. */
  readonly hypervisor?: Hypervisor;
  /** Network name to the host's own address there, where it is known. */
  readonly addresses?: Readonly<Record<string, string>>;
}

export interface Hypervisor {
  readonly kind: 'virsh' | 'virtualbox';
  /** The host of this cluster that the machine runs on; this machine where absent. */
  readonly host?: string;
  /** Its name there; the host's own unless given. */
  readonly machine?: string;
  /** Network name to what the hypervisor calls the NIC: a device or MAC address (virsh), an adapter's number. */
  readonly cables: Readonly<Record<string, string>>;
}

/** How commands reach a host. */
export type Reach =
  | { readonly via: 'local' }
  | {
      readonly via: 'ssh';
      readonly address: string;
      readonly port?: number;
      readonly user?: string;
      readonly become?: 'sudo';
      readonly identityFile?: string;
      readonly knownHostsFile?: string;
      readonly proxyJump?: string;
    }
  | { readonly via: 'docker'; readonly container: string }
  | { readonly via: 'netns'; readonly namespace: string }
  /** A node of the lab named in `Cluster.lab`; the lab knows how to reach it. */
  | { readonly via: 'lab' };

export interface VirtualIp {
  readonly name: string;
  readonly address: string;
  /** The hosts that may own it. */
  readonly hosts: readonly string[];
  readonly manager: 'keepalived' | 'pacemaker' | 'other';
  /** VRRP's advertisement interval. */
  readonly advertMs: number;
  /** VRRP priority of each host; the highest owns the address while healthy. */
  readonly priorities: Readonly<Record<string, number>>;
  /** The network (a key of the hosts' `nics`) that it lives on. */
  readonly network?: string;
  /** How its manager checks the balancing process; absent where it does not, or nothing is known of it. */
  readonly check?: ProcessCheck;
}

/** `fall` failed checks in a row, one every `interMs`, and the owner gives the address up. */
export interface ProcessCheck {
  readonly interMs: number;
  readonly fall: number;
}

export interface Frontend {
  readonly name: string;
  /** Absent only where a lab chooses the address when it comes up. */
  readonly url?: string;
  readonly mode: 'tcp' | 'http';
  readonly storage?: string;
  /** The cookie that keeps a client on one server. */
  readonly cookie?: string;
  /** The proxy's name in the balancer's statistics; the frontend's own name unless given. */
  readonly backend: string;
  /** A file with the certificate authority that signs the frontend's certificate. */
  readonly caFile?: string;
}

export interface Balancer {
  readonly kind: 'haproxy';
  /** URL of the statistics page; absent only where a lab chooses it. */
  readonly statsUrl?: string;
  readonly user?: string;
  readonly password?: string;
  readonly check: HealthCheck;
}

/** HAProxy's check settings: `inter`, `fall`, `rise` and the check's time-out. */
export interface HealthCheck {
  readonly interMs: number;
  readonly fall: number;
  readonly rise: number;
  readonly timeoutMs: number;
}

export interface Storage {
  readonly nfs?: {
    readonly host: string;
    readonly export: string;
    readonly raid?: string;
    readonly bond?: string;
  };
  readonly gluster?: {
    readonly hosts: readonly string[];
    readonly volumes: Readonly<Record<string, 'replicated' | 'distributed'>>;
  };
}
