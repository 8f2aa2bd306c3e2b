import type { ThreadReading } from './types.js';

const READ_EVERY_MS = 1000;
/** How often is looked whether the thread comes to its work. */
const LOOK_EVERY_MS = 10;

/** What a thread's health is read from. */
export interface HealthSources {
  readonly worker: number;
  /** The run's clock. */
  nowMs(): number;
  /** Processor time of this thread so far, in milliseconds; undefined where the system does not tell. */
  threadCpuMs(): number | undefined;
  onReading(reading: ThreadReading): void;
}

/**
 * How late a thread comes to what is due, and how much of a core it takes. `look` is to be called every
 * {@link LOOK_EVERY_MS}: by how much it comes later is how long the thread was held up.
 */
export class ThreadHealth {
  #fromMs: number;
  #lookDueMs: number;
  #cpuMs: number | undefined;
  #delaysMs: number[] = [];

  constructor(readonly sources: HealthSources) {
    this.#fromMs = sources.nowMs();
    this.#lookDueMs = this.#fromMs + LOOK_EVERY_MS;
    this.#cpuMs = sources.threadCpuMs();
  }

  look(): void {
    const nowMs = this.sources.nowMs();
    this.#delaysMs.push(Math.max(0, nowMs - this.#lookDueMs));
    this.#lookDueMs = nowMs + LOOK_EVERY_MS;
    if (nowMs - this.#fromMs >= READ_EVERY_MS) this.#read(nowMs);
  }

  /** Reads what is left, at the end of the load. */
  end(): void {
    const nowMs = this.sources.nowMs();
    this.#delaysMs.push(Math.max(0, nowMs - this.#lookDueMs));
    this.#read(nowMs);
  }

  #read(toMs: number): void {
    const cpuMs = this.sources.threadCpuMs();
    const fromMs = this.#fromMs;
    const delays = this.#delaysMs.sort((one, other) => one - other);
    const share =
      cpuMs === undefined || this.#cpuMs === undefined || toMs <= fromMs
        ? undefined
        : (cpuMs - this.#cpuMs) / (toMs - fromMs);
    this.#fromMs = toMs;
    this.#cpuMs = cpuMs;
    this.#delaysMs = [];
    this.sources.onReading({
      worker: this.sources.worker,
      fromMs,
      toMs,
      eventLoopDelayP99Ms: delays[Math.ceil(0.99 * delays.length) - 1] ?? 0,
      eventLoopDelayMaxMs: delays.at(-1) ?? 0,
      ...(share === undefined ? {} : { threadCpu: share }),
    });
  }
}

/** Watches this thread by its own timers until told to end. */
export function watchThread(sources: HealthSources): { end(): void } {
  const health = new ThreadHealth(sources);
  const timer = setInterval(() => health.look(), LOOK_EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      health.end();
    },
  };
}
