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
export function threadClock(originNs: bigint): () => number {
  const toRunMs = monotonicClock(originNs).nowMs() - performance.now();
  return () => performance.now() + toRunMs;
}

export function tellOwner<Part>(message: LoadThreadMessage<Part>): void {
  parentPort?.postMessage(message);
}

/** Does what the owner of this thread says, and tells what came of it. */
export function obeyOwner<Part>(
  load: ThreadLoad<Part>,
  { share }: LoadThreadData,
  nowMs: () => number,
): void {
  parentPort?.on('message', async (order: LoadThreadOrder) => {
    if (order.type === 'stop') {
      load.stop();
      return;
    }
    const health = watchThread({
      worker: share.index,
      nowMs,
      threadCpuMs,
      onReading: (reading) => tellOwner({ type: 'reading', reading }),
    });
    const part = await load.run(order.startMs);
    health.end();
    tellOwner({ type: 'end', part });
  });
  tellOwner({ type: 'ready' });
}
