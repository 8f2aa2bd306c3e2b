import type { ProbeEvent } from '../history/types.js';

/** One probe lane group, resolved: plain data that crosses into the prober's thread. */
export interface ProbeSpec {
  readonly id: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly connection: 'new' | 'keepalive';
  readonly lanes: number;
  readonly cookies: boolean;
  readonly latencyLimitMs?: number;
  readonly expect: {
    readonly status: readonly number[];
    readonly contains?: string;
    readonly matches?: string;
    readonly sha256?: string;
  };
  readonly identify?: string;
  readonly caFile?: string;
}

/** Probes on the way. */
export interface RunningProbes {
  /** Sends no more probes, waits for those in flight, and ends the thread. Results arrive until then. */
  stop(): Promise<void>;
}

export interface ProberContext {
  /** The run's clock origin, see core/clock.ts. */
  readonly originNs: bigint;
  /** Called for each finished probe, in order of finishing. */
  onProbe(event: ProbeEvent): void;
  /** The prober's own event-loop delay over the last second, in milliseconds. */
  onDelay(delay: { readonly t: number; readonly p99Ms: number; readonly maxMs: number }): void;
}
