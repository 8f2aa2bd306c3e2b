import { workerData } from 'node:worker_threads';
import { startTicker } from '../../core/ticker.js';
import type { LoadThreadData } from '../load-thread.js';
import { obeyOwner, tellOwner, threadClock } from '../load-worker-port.js';
import { connectionsTo } from './connections.js';
import { prepareLoad } from './load.js';

const data = workerData as LoadThreadData;
const nowMs = threadClock(data.originNs);
const load = await prepareLoad(data.spec, {
  connections: connectionsTo(data.spec, data.ca),
  seed: data.seed,
  share: data.share,
  nowMs,
  onWindow: (window) => tellOwner({ type: 'window', window }),
  startTicker,
});
obeyOwner(load, data, nowMs);
