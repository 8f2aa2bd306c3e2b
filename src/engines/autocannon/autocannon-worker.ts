import { parentPort, workerData } from 'node:worker_threads';
import { monotonicClock } from '../../core/clock.js';
import { runInAutocannon } from '../autocannon-load.js';
import type { LoadThreadData, LoadThreadMessage } from '../load-thread.js';

const { spec, originNs } = workerData as LoadThreadData;
const tell = (message: LoadThreadMessage) => parentPort?.postMessage(message);
const toRunMs = monotonicClock(originNs).nowMs() - performance.now();

const load = runInAutocannon(spec, {
  nowMs: () => performance.now() + toRunMs,
  onWindow: (window) => tell({ type: 'window', window }),
});
parentPort?.on('message', () => load.stop());
tell({ type: 'result', result: await load.finished });
