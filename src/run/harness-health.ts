import { cpus } from 'node:os';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { RunContext } from './types.js';

const EVERY_MS = 1_000;
const NS_PER_MS = 1e6;

/** Records each second how late the main thread is and how busy harness and machine are. */
export interface HarnessHealth {
  /** Closes the reading that is under way, so that what follows has one of its own. */
  read(): void;
  stop(): void;
}

export function watchHarness(run: Pick<RunContext, 'clock' | 'record'>): HarnessHealth {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let last = usageNow();
  const read = () => {
    const usage = usageNow();
    run.record({
      type: 'harness',
      t: run.clock.nowMs(),
      thread: 'main',
      wallMs: Date.now(),
      ...delaysOf(delay),
      ...sharesBetween(last, usage),
    });
    delay.reset();
    last = usage;
  };
  const timer = setInterval(read, EVERY_MS);
  return {
    read,
    stop: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
}

/** A reading that came too soon for the histogram to hold anything has no delays. */
function delaysOf(delay: IntervalHistogram) {
  const anything = delay.max > 0 && Number.isFinite(delay.percentile(99));
  return {
    eventLoopDelayP99Ms: anything ? delay.percentile(99) / NS_PER_MS : 0,
    eventLoopDelayMaxMs: anything ? delay.max / NS_PER_MS : 0,
  };
}

interface Usage {
  readonly atNs: bigint;
  /** Microseconds of all threads of the process. */
  readonly processUs: number;
  /** Milliseconds of all cores, in steps of 10. */
  readonly idleMs: number;
  readonly totalMs: number;
}

function usageNow(): Usage {
  const { user, system } = process.cpuUsage();
  let idleMs = 0;
  let totalMs = 0;
  for (const { times } of cpus()) {
    idleMs += times.idle;
    totalMs += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { atNs: process.hrtime.bigint(), processUs: user + system, idleMs, totalMs };
}

function sharesBetween(from: Usage, to: Usage): { processCpu?: number; machineCpu?: number } {
  const elapsedUs = Number(to.atNs - from.atNs) / 1e3;
  const totalMs = to.totalMs - from.totalMs;
  return {
    ...(elapsedUs > 0 ? { processCpu: (to.processUs - from.processUs) / elapsedUs } : {}),
    ...(totalMs > 0 ? { machineCpu: 1 - (to.idleMs - from.idleMs) / totalMs } : {}),
  };
}
