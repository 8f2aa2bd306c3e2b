import type { Clock } from '../core/clock.js';
import type { LoadResult, LoadWindow } from '../history/types.js';
import type { Host } from '../hosts/types.js';

/**
 * A load engine: sends requests and counts what came back. One file each, registered in cli/catalog.ts;
 * test/engines/contract.ts holds them all to the same behaviour.
 */
export interface Engine {
  readonly name: string;
  readonly summary: string;
  /** It sends from threads of this process, whose code is compiled while it runs: its first load wants a rehearsal. */
  readonly rehearses?: true;
  /** What it cannot do truthfully, as sentences; a request for it is refused with the first of them. */
  unsupported(spec: LoadSpec): readonly string[];
  /** What will run, for the plan: a command line, or a sentence. */
  describe(spec: LoadSpec): string;
  /** Refuses what is missing on the host that sends the load. @throws ChaosError ENGINE_MISSING */
  preflight(host: Host): Promise<void>;
  /**
   * Never rejects because of what the server did: failures are counted in the result.
   * When `signal` aborts, ends within a second with what was counted so far, marked as partial.
   */
  run(spec: LoadSpec, context: EngineContext): Promise<LoadResult>;
}

export interface EngineContext {
  readonly host: Host;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly seed: number;
  /** Called about every 100 ms with what happened since the last call, where the engine can. */
  onWindow(window: LoadWindow): void;
  /** Called about every second for each thread that sends, where the engine has its own. */
  onReading(reading: ThreadReading): void;
}

/** How a thread that sends load was doing for a time; times on the run's clock. */
export interface ThreadReading {
  readonly worker: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly eventLoopDelayP99Ms: number;
  readonly eventLoopDelayMaxMs: number;
  /** Share of one core; absent where the system does not tell. */
  readonly threadCpu?: number;
}

/** One request as it is to be sent. */
export interface RequestSpec {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One load, resolved: plain data that can cross a thread or be printed. */
export interface LoadSpec extends RequestSpec {
  /** Instead of the one request: several to the same host, chosen at random by weight. */
  readonly mix?: readonly WeightedRequest[];
  /** Closed loop: connections with one request in flight each. Open loop: the most that are opened. */
  readonly connections: number;
  /** Open loop when given. With `stages`, the rate to begin with. */
  readonly ratePerSecond?: number;
  /** One after another, as long as `durationMs` together. */
  readonly stages?: readonly RateStage[];
  readonly arrivals: 'constant' | 'poisson';
  /** Exactly one of `requests` and `durationMs` is given. */
  readonly requests?: number;
  readonly durationMs?: number;
  readonly keepAlive: boolean;
  readonly cookies: boolean;
  readonly timeoutMs: number;
  readonly caFile?: string;
  /** Threads that share the load; `auto`: as many as there are spare cores. One unless given. */
  readonly workers?: number | 'auto';
}

export interface WeightedRequest extends RequestSpec {
  /** Above 0; its share is its part of the sum. */
  readonly weight: number;
}

/** A part of a rate profile: rises or falls evenly to `ratePerSecond` over its time, or is at it from its beginning. */
export interface RateStage {
  readonly shape: 'ramp' | 'hold';
  readonly ratePerSecond: number;
  readonly durationMs: number;
}
