import { prepareAutocannon } from '../autocannon-load.js';
import { serveLoads, tellOwner } from '../load-worker-port.js';

serveLoads(({ spec }, nowMs) =>
  prepareAutocannon(spec, { nowMs, onWindow: (window) => tellOwner({ type: 'window', window }) }),
);
