import type { Host } from '../hosts/types.js';
import { refuseRemoteHost, runLoadThreads } from './load-thread.js';
import { resultOfParts } from './native/part.js';
import { workersFor } from './native/share.js';
import type { Engine, EngineContext, LoadSpec } from './types.js';

/** Our own load engine: counts every request by how it ended, and stays honest while faults last. */
export const nativeEngine: Engine = {
  name: 'native',
  summary: 'our own: closed or open loop, every outcome by kind, honest through faults',
  rehearses: true,
  unsupported: () => [],
  describe,
  preflight: async (host: Host) => refuseRemoteHost('native', host),
  run,
};

function run(spec: LoadSpec, context: EngineContext) {
  const entry = new URL('./native/native-worker.js', import.meta.url);
  return runLoadThreads({ entry, threads: workersFor(spec), resultOf: resultOfParts }, spec, context);
}

function describe(spec: LoadSpec): string {
  const amount = spec.requests === undefined ? `for ${spec.durationMs} ms` : `${spec.requests} requests`;
  const connection = spec.keepAlive ? 'keep-alive' : 'a new connection per request';
  return [
    `native: ${requestWords(spec)} ${amount}`,
    loopWords(spec),
    connection,
    `time-out ${spec.timeoutMs} ms`,
    ...threadWords(spec),
  ].join(', ');
}

function requestWords({ method, url, mix }: LoadSpec): string {
  if (mix === undefined) return `${method} ${url}`;
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  const share = (weight: number) => `${Math.round((100 * weight) / total)}%`;
  return mix.map((request) => `${request.method} ${request.url} (${share(request.weight)})`).join(' and ');
}

function loopWords(spec: LoadSpec): string {
  if (spec.ratePerSecond === undefined) return `closed loop, c=${spec.connections}`;
  const stages = (spec.stages ?? []).map(
    ({ shape, ratePerSecond, durationMs }) =>
      ` ${shape === 'ramp' ? 'rising or falling to' : 'then'} ${ratePerSecond}/s for ${durationMs} ms`,
  );
  const start = spec.stages?.[0]?.shape === 'hold' ? '' : ` ${spec.ratePerSecond}/s`;
  return `open loop,${start}${stages.join(',')} ${spec.arrivals}, at most ${spec.connections} connections`;
}

function threadWords({ workers = 1 }: LoadSpec): readonly string[] {
  if (workers === 1) return [];
  return [workers === 'auto' ? 'a thread for each spare core' : `${workers} threads`];
}
