import type { ThreadReading } from '../engines/types.js';
import type { LoadWindow } from '../history/types.js';
import type { Host } from '../hosts/types.js';
import type { PlannedCell, PlannedLoad } from '../plan/types.js';
import type { HarnessHealth } from './harness-health.js';
import { readLocalPorts } from './local-ports.js';
import type { RunContext } from './types.js';

/** Sends one load and records it; an engine that cannot go on breaks the run off. */
export async function sendLoad(load: PlannedLoad, run: RunContext, ending: AbortSignal): Promise<void> {
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

/** The cells of the matrix, one after another, each with readings of the harness of its own. */
export async function sendCells(run: RunContext, health: HarnessHealth): Promise<void> {
  for (const cell of run.plan.cells) {
    if (run.signal.aborted) {
      return;
    }
    await run.turns?.take(run.signal);
    health.read();
    await sendLoad(cell, run, run.signal);
    health.read();
    run.turns?.give();
    await run.clock.sleep(cell.cooldownMs, run.signal);
  }
}

function factsOf(load: PlannedLoad | PlannedCell) {
  const { spec } = load;
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
    ...('repeat' in load ? { cell: { repeat: load.repeat, order: load.order } } : {}),
    ...('warmup' in load && load.warmup ? { warmup: true as const } : {}),
  };
}
