import type { LoadResult } from '../history/types.js';
import type { Host } from '../hosts/types.js';
import { refuseRemoteHost, runLoadThreads, type Threading } from './load-thread.js';
import type { Engine, EngineContext, LoadSpec } from './types.js';

/** autocannon's clients, with counts and times of our own; see autocannon/tamed-client.ts for why. */
export const autocannonEngine: Engine = {
  name: 'autocannon',
  summary: 'the npm package: closed loop, for fault-free load',
  rehearses: true,
  unsupported,
  describe,
  preflight: async (host: Host) => refuseRemoteHost('autocannon', host),
  run: (spec: LoadSpec, context: EngineContext) => runLoadThreads(THREADING, spec, context),
};

const THREADING: Threading<LoadResult> = {
  entry: new URL('./autocannon/autocannon-worker.js', import.meta.url),
  threads: 1,
  resultOf: ([result]) => result,
};

function unsupported(spec: LoadSpec): readonly string[] {
  const refusals: string[] = [];
  if (spec.ratePerSecond !== undefined) {
    refusals.push(
      'autocannon limits its rate by a burst each second: use the engine native for an open loop',
    );
  }
  if (spec.cookies) refusals.push('autocannon keeps no cookies per connection: use the engine native');
  if (spec.method === 'HEAD') refusals.push('autocannon waits for the body of a HEAD: use the engine native');
  if (spec.caFile !== undefined) {
    refusals.push(
      'autocannon never verifies certificates, so caFile would be ignored: use the engine native',
    );
  }
  if (spec.mix !== undefined) refusals.push('autocannon sends one request only: use the engine native');
  if (spec.workers !== undefined && spec.workers !== 1) {
    refusals.push("autocannon's workers round amounts down: use the engine native");
  }
  return refusals;
}

function describe(spec: LoadSpec): string {
  const amount = spec.requests === undefined ? `for ${spec.durationMs} ms` : `${spec.requests} requests`;
  const connection = spec.keepAlive ? 'keep-alive' : 'a new connection per request';
  const unverified = spec.url.startsWith('https:') ? ', certificate not verified' : '';
  return `autocannon: ${spec.method} ${spec.url} ${amount}, c=${spec.connections}, ${connection}, time-out ${spec.timeoutMs} ms${unverified}`;
}
