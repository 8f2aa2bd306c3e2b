import { parentPort } from 'node:worker_threads';
import { monotonicClock } from '../core/clock.js';
import type { LoadThreadData, LoadThreadMessage, LoadThreadOrder } from './load-thread.js';
import { threadCpuMs } from './thread-cpu.js';
import { watchThread } from './thread-health.js';

/** A load as its thread runs it. */
export interface ThreadLoad<Part> {
  run(startMs: number): Promise<Part>;
  stop(): void;
}

/**
 * The run's clock for a thread: performance.now() is the same clock without the big integers, and one reading of both
 * tells the distance.
 */
function threadClock(originNs: bigint): () => number {
  const toRunMs = monotonicClock(originNs).nowMs() - performance.now();
  return () => performance.now() + toRunMs;
}

export function tellOwner<Part>(message: LoadThreadMessage<Part>): void {
  parentPort?.postMessage(message);
}

/**
 * Does what the owner of this thread says, one load after another, and tells what came of each.
 * @param prepare makes ready to run this thread's share of a load, on the run's clock
 */
export function serveLoads<Part>(
  prepare: (data: LoadThreadData, nowMs: () => number) => ThreadLoad<Part> | Promise<ThreadLoad<Part>>,
): void {
  let load: Promise<ReadyShare<Part>> | undefined;
  parentPort?.on('message', async (order: LoadThreadOrder) => {
    switch (order.type) {
      case 'prepare':
        load = readyShare(order.data, prepare);
        await load;
        tellOwner({ type: 'ready' });
        break;
      case 'start':
        await runShare(await load, order.startMs);
        break;
      case 'stop':
        (await load)?.load.stop();
    }
  });
}

/** A load that is ready to run, and what it needs besides. */
interface ReadyShare<Part> {
  readonly load: ThreadLoad<Part>;
  readonly worker: number;
  nowMs(): number;
}

async function readyShare<Part>(
  data: LoadThreadData,
  prepare: Parameters<typeof serveLoads<Part>>[0],
): Promise<ReadyShare<Part>> {
  const nowMs = threadClock(data.originNs);
  return { load: await prepare(data, nowMs), worker: data.share.index, nowMs };
}

async function runShare<Part>(share: ReadyShare<Part> | undefined, startMs: number): Promise<void> {
  if (share === undefined) return;
  const { load, worker, nowMs } = share;
  const health = watchThread({
    worker,
    nowMs,
    threadCpuMs,
    onReading: (reading) => tellOwner({ type: 'reading', reading }),
  });
  const part = await load.run(startMs);
  health.end();
  tellOwner({ type: 'end', part });
}
