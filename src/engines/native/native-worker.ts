import { parentPort, workerData } from 'node:worker_threads';
import { monotonicClock } from '../../core/clock.js';
import { startTicker } from '../../core/ticker.js';
import type { LoadThreadData, LoadThreadMessage } from '../load-thread.js';
import { connectionsTo } from './connections.js';
import { startLoad } from './load.js';

const { spec, seed, originNs, ca } = workerData as LoadThreadData;
const tell = (message: LoadThreadMessage) => parentPort?.postMessage(message);

// performance.now() is the same clock without the big integers; one reading of both tells the distance.
const toRunMs = monotonicClock(originNs).nowMs() - performance.now();
const load = await startLoad(spec, {
  connections: connectionsTo(spec, ca),
  seed,
  nowMs: () => performance.now() + toRunMs,
  onWindow: (window) => tell({ type: 'window', window }),
  startTicker,
});
parentPort?.on('message', () => load.stop());
tell({ type: 'result', result: await load.finished });
