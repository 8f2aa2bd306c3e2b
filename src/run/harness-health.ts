import { cpus } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RunContext } from './types.js';

const EVERY_MS = 1_000;
const NS_PER_MS = 1e6;

/** Records each second how late the main thread is and how busy harness and machine are. */
export function watchHarness(run: RunContext): { stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let usage = process.cpuUsage();
  let machine = machineTimes();
  let lastNs = process.hrtime.bigint();
  const timer = setInterval(() => {
    const nowNs = process.hrtime.bigint();
    const elapsedUs = Number(nowNs - lastNs) / 1e3;
    const used = process.cpuUsage(usage);
    const times = machineTimes();
    run.record({
      type: 'harness',
      t: run.clock.nowMs(),
      thread: 'main',
      eventLoopDelayP99Ms: delay.percentile(99) / NS_PER_MS,
      eventLoopDelayMaxMs: delay.max / NS_PER_MS,
      processCpu: (used.user + used.system) / elapsedUs,
      machineCpu: 1 - (times.idle - machine.idle) / Math.max(1, times.total - machine.total),
    });
    delay.reset();
    usage = process.cpuUsage();
    machine = times;
    lastNs = nowNs;
  }, EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
}

function machineTimes(): { idle: number; total: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, total };
}
