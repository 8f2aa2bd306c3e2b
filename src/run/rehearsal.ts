import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monotonicClock } from '../core/clock.js';
import type { Engine, EngineContext, LoadSpec } from '../engines/types.js';
import type { Host } from '../hosts/types.js';
import type { PlannedLoad } from '../plan/types.js';

/** Some thousands of requests: most of what code gains by being compiled, it has gained then (decision 12). */
const DURATION_MS = 600;
const CONNECTIONS = 20;
const RATE_PER_SECOND = 5_000;
const PAGE = 'rehearsal '.repeat(20);

/** What must be known of a load to rehearse it. */
export type Rehearsed = Pick<PlannedLoad, 'engine' | 'from' | 'spec'>;

/** Where the rehearsal takes place. */
export interface Stage {
  readonly engines: Readonly<Record<string, Engine>>;
  /** This machine. */
  readonly host: Host;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** An engine, and a load that is sent in the way of some of the loads. */
interface Way {
  readonly engine: Engine;
  readonly spec: Omit<LoadSpec, 'url'>;
}

/**
 * Sends requests to a page of this process, in each way that the loads will be sent from here by engines whose
 * code is compiled while it runs: without that, the first load would measure the compiler (decision 12). What comes of
 * it is thrown away, and what goes wrong with it goes wrong again where it counts.
 */
export async function rehearseLoads(loads: readonly Rehearsed[], stage: Stage): Promise<void> {
  const ways = waysOf(loads, stage.engines);
  if (ways.length === 0) return;
  const server = pageServer();
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (const { engine, spec } of ways) {
      await engine.run({ ...spec, url: `http://127.0.0.1:${port}/` }, quietContext(stage));
    }
  } catch {
    // The first load is slower then, that is all.
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Leaves no ports waiting out their end, which would be missing for the loads: clients close first, and are reset. */
function pageServer(): Server {
  const server = createServer((_, response) => {
    response.setHeader('Connection', 'keep-alive');
    response.end(PAGE);
  });
  return server.on('connection', (socket) => socket.prependListener('end', () => socket.resetAndDestroy()));
}

function waysOf(loads: readonly Rehearsed[], engines: Stage['engines']): readonly Way[] {
  const ways = new Map<string, Way>();
  for (const { engine: name, from, spec } of loads) {
    const engine = engines[name];
    if (engine?.rehearses !== true || from !== 'local') continue;
    const way = { engine, spec: inTheWayOf(spec) };
    ways.set(JSON.stringify([name, way.spec]), way);
  }
  return [...ways.values()];
}

/** What decides which code sends it, and in how many threads. */
function inTheWayOf({ keepAlive, workers, ratePerSecond }: LoadSpec): Omit<LoadSpec, 'url'> {
  return {
    method: 'GET',
    headers: {},
    connections: CONNECTIONS,
    ...(ratePerSecond === undefined ? {} : { ratePerSecond: RATE_PER_SECOND }),
    arrivals: 'constant',
    durationMs: DURATION_MS,
    keepAlive,
    cookies: false,
    timeoutMs: 1_000,
    ...(workers === undefined ? {} : { workers }),
  };
}

function quietContext({ host, signal }: Stage): EngineContext {
  return {
    host,
    clock: monotonicClock(),
    signal,
    seed: 0,
    onWindow: () => {},
    onReading: () => {},
  };
}
