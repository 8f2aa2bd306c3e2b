import type { Host } from '../hosts/types.js';
import { refuseRemoteHost, runLoadThread } from './load-thread.js';
import type { Engine, EngineContext, LoadSpec } from './types.js';

/** Our own load engine: counts every request by how it ended, and stays honest while faults last. */
export const nativeEngine: Engine = {
  name: 'native',
  summary: 'our own: closed or open loop, every outcome by kind, honest through faults',
  unsupported: () => [],
  describe,
  preflight: async (host: Host) => refuseRemoteHost('native', host),
  run: (spec: LoadSpec, context: EngineContext) =>
    runLoadThread(new URL('./native/native-worker.js', import.meta.url), spec, context),
};

function describe(spec: LoadSpec): string {
  const amount = spec.requests === undefined ? `for ${spec.durationMs} ms` : `${spec.requests} requests`;
  const loop =
    spec.ratePerSecond === undefined
      ? `closed loop, c=${spec.connections}`
      : `open loop, ${spec.ratePerSecond}/s ${spec.arrivals}, at most ${spec.connections} connections`;
  const connection = spec.keepAlive ? 'keep-alive' : 'a new connection per request';
  return `native: ${spec.method} ${spec.url} ${amount}, ${loop}, ${connection}, time-out ${spec.timeoutMs} ms`;
}
