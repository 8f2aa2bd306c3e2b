import { startTicker } from '../../core/ticker.js';
import { serveLoads, tellOwner } from '../load-worker-port.js';
import { connectionsTo } from './connections.js';
import { prepareLoad } from './load.js';

serveLoads(({ spec, ca, seed, share }, nowMs) =>
  prepareLoad(spec, {
    connections: connectionsTo(spec, ca),
    seed,
    share,
    nowMs,
    onWindow: (window) => tellOwner({ type: 'window', window }),
    startTicker,
  }),
);
