import type { HealthCheck } from '../../cluster/types.js';
import type { LabPlan, StatisticsPlan } from './plan.js';

/** What a director's process is told when it starts. Socket paths are real, addresses nominal. */
export interface DirectorConfig {
  readonly kind: 'director';
  readonly name: string;
  readonly address: string;
  readonly listenOn: string;
  /** Where connections to web servers start. */
  readonly fabric: string;
  readonly instances: readonly VrrpInstance[];
  /** True for the one whose Keepalived configuration would say `state MASTER`. */
  readonly startsAsMaster: boolean;
  /** NICs whose cables are out already. */
  readonly lostCarriers: readonly string[];
  readonly proxies: readonly ProxyConfig[];
  readonly check: HealthCheck;
  readonly statistics: StatisticsPlan;
}

export interface VrrpInstance {
  readonly vip: string;
  readonly network: string;
  readonly priority: number;
  readonly advertMs: number;
}

export interface ProxyConfig {
  readonly name: string;
  readonly mode: 'tcp' | 'http';
  readonly port: number;
  readonly cookie?: string;
  readonly servers: readonly ServerConfig[];
}

export interface ServerConfig {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** What a web server's process is told when it starts. */
export interface WebConfig {
  readonly kind: 'web';
  readonly name: string;
  /** `address:port`. */
  readonly address: string;
  readonly virtualIp: string;
  readonly listenOn: string;
  /** Replicas of the site; one that is away does not exist. */
  readonly directories: readonly string[];
  /** How long it waits before it answers. */
  readonly serviceTimeMs: number;
}

export type NodeConfig = DirectorConfig | WebConfig;

/** A VRRP advertisement on the wire. */
export interface Advert {
  readonly vip: string;
  readonly from: string;
  readonly priority: number;
}

export type ToNode =
  | { readonly type: 'start'; readonly config: NodeConfig }
  | { readonly type: 'advert'; readonly advert: Advert }
  | { readonly type: 'carrier'; readonly network: string; readonly up: boolean }
  | { readonly type: 'ask'; readonly id: number; readonly argv: readonly string[] };

export type FromNode =
  | { readonly type: 'listening' }
  | { readonly type: 'advert'; readonly network: string; readonly advert: Advert }
  /** Gratuitous ARP: `vip` is here. */
  | { readonly type: 'announce'; readonly network: string; readonly vip: string }
  /** The virtual IPs it has on its NICs now. */
  | { readonly type: 'addresses'; readonly vips: readonly string[] }
  | { readonly type: 'answer'; readonly id: number; readonly ok: boolean; readonly text: string };

export type ToLab =
  | { readonly type: 'up'; readonly plan: LabPlan; readonly seed: number }
  | { readonly type: 'down' };

export type FromLab =
  | { readonly type: 'progress'; readonly message: string }
  /** Sent again whenever a process was started anew. */
  | { readonly type: 'processes'; readonly pids: readonly number[] }
  | { readonly type: 'up'; readonly socket: string; readonly ports: readonly (readonly [number, number])[] }
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'failed'; readonly message: string };
