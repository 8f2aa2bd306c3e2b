import type { ThreadReading } from '../engines/types.js';
import type { LoadWindow } from '../history/types.js';
import type { Host } from '../hosts/types.js';
import type { PlannedLoad } from '../plan/types.js';
import { readLocalPorts } from './local-ports.js';
import type { RunContext } from './types.js';

/** A load of the time line, a cell of the matrix, or what a condition needs; the name of a condition, not its facts. */
export interface Sendable extends PlannedLoad {
  readonly repeat?: number;
  readonly order?: number;
  readonly warmup?: boolean;
  readonly condition?: string | undefined;
}

/** Sends one load and records it; an engine that cannot go on breaks the run off. */
export async function sendLoad(load: Sendable, run: RunContext, ending: AbortSignal): Promise<void> {
  const engine = run.parts.engines[load.engine];
  if (engine === undefined) {
    return;
  }
  const ports = load.from === 'local' && !load.spec.keepAlive ? await readLocalPorts() : undefined;
  const facts = { ...factsOf(load), ...(ports === undefined ? {} : { ports }) };
  run.record({ type: 'load.start', t: run.clock.nowMs(), ...facts });
  const onWindow = (window: LoadWindow) =>
    run.record({ type: 'load.window', t: run.clock.nowMs(), load: load.id, window });
  const onReading = (reading: ThreadReading) => recordReading(run, load.id, reading);
  try {
    const host = senderOn(await run.host(load.from));
    const { clock } = run;
    const { seed } = run.plan;
    const context = { host, clock, signal: ending, seed, onWindow, onReading };
    const result = await engine.run(load.spec, context);
    run.record({ type: 'load.end', t: run.clock.nowMs(), load: load.id, result });
  } catch (error) {
    run.breakOff(error);
  }
}

/** Load needs no rights: it is sent as whoever logs in. */
export function senderOn(host: Host): Host {
  return host.asLoginUser ?? host;
}

function recordReading(run: RunContext, load: string, { toMs, ...reading }: ThreadReading): void {
  run.record({ type: 'harness', t: toMs, thread: 'load', load, ...reading });
}

/** The loads of the time line, each at its time. */
export async function sendLoads(run: RunContext, ending: AbortSignal): Promise<void> {
  await Promise.all(
    run.plan.loads.map(async (load) => {
      await run.clock.sleep(load.atMs - run.clock.nowMs(), ending);
      if (!ending.aborted) {
        await sendLoad(load, run, ending);
      }
    }),
  );
}

function factsOf(load: Sendable) {
  const { spec, repeat, order } = load;
  return {
    load: load.id,
    page: load.page,
    frontend: load.frontend,
    engine: load.engine,
    concurrency: spec.connections,
    keepAlive: spec.keepAlive,
    from: load.from,
    ...(load.repeatOfTimeline === undefined ? {} : { repeatOfTimeline: load.repeatOfTimeline }),
    ...(spec.requests === undefined ? {} : { requests: spec.requests }),
    ...(spec.durationMs === undefined ? {} : { durationMs: spec.durationMs }),
    ...(spec.ratePerSecond === undefined ? {} : { ratePerSecond: spec.ratePerSecond }),
    ...(repeat === undefined || order === undefined ? {} : { cell: { repeat, order } }),
    ...(load.condition === undefined ? {} : { condition: load.condition }),
    ...(load.warmup ? { warmup: true as const } : {}),
  };
}
