import { workerData } from 'node:worker_threads';
import { prepareAutocannon } from '../autocannon-load.js';
import type { LoadThreadData } from '../load-thread.js';
import { obeyOwner, tellOwner, threadClock } from '../load-worker-port.js';

const data = workerData as LoadThreadData;
const nowMs = threadClock(data.originNs);
const load = prepareAutocannon(data.spec, {
  nowMs,
  onWindow: (window) => tellOwner({ type: 'window', window }),
});
obeyOwner(load, data, nowMs);
