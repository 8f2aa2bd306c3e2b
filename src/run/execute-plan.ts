import { setMaxListeners } from 'node:events';
import { messageOf } from '../core/errors.js';
import type { ConditionFacts, IntegrityFacts, RunStartEvent } from '../history/types.js';
import type { RunningObserver } from '../observers/types.js';
import type { FaultOfCondition, PlannedFault } from '../plan/types.js';
import type { IntegritySpec, RunningIntegrity } from '../probes/integrity/types.js';
import type { RunningProbes } from '../probes/types.js';
import { sendCells } from './cells.js';
import { liveFault } from './fault-life.js';
import { watchHarness } from './harness-health.js';
import { sendLoads } from './loads.js';
import type { ExecutionOutcome, RunContext } from './types.js';
import type { Unhealed } from './undo.js';

/**
 * Walks the plan on one clock: observers first, then probes, loads and faults side by side, then the
 * matrix in its conditions. Whatever happens, faults are healed and everything that was started is stopped.
 */
export async function executePlan(run: RunContext, interrupted: () => boolean): Promise<ExecutionOutcome> {
  const observers = await startObservers(run);
  const originNs = run.clock.start();
  run.record(runStart(run));
  const health = watchHarness(run);
  const probes = await startProbes(run, originNs);
  let integrity: RunningIntegrity = { finish: async () => {} };
  let unhealed: readonly Unhealed[] = [];
  try {
    integrity = await startIntegrity(run);
    unhealed = await walkTimeline(run);
    const probesGoOn = run.plan.loads.length + timelineFaults(run).length === 0;
    if (!probesGoOn) {
      await probes.stop();
      // All faults are undone: what cannot be read back now is gone, or not there yet.
      await integrity.finish(run.signal);
    }
    unhealed = [...unhealed, ...(await sendCells(run, health))];
    await integrity.finish(run.signal);
  } finally {
    await Promise.allSettled([
      probes.stop(),
      integrity.finish(run.signal),
      ...observers.map((observer) => observer.stop()),
    ]);
    health.stop();
  }
  const outcome = outcomeOf(run, interrupted());
  const reason = outcome === 'broke-off' ? messageOf(run.signal.reason) : undefined;
  run.record({
    type: 'run.end',
    t: run.clock.nowMs(),
    outcome,
    ...(reason === undefined ? {} : { reason }),
  });
  return { outcome, unhealed, ...(outcome === 'broke-off' ? { reason: run.signal.reason } : {}) };
}

function outcomeOf(run: RunContext, interrupted: boolean): ExecutionOutcome['outcome'] {
  if (!run.signal.aborted) {
    return 'completed';
  }
  return interrupted ? 'interrupted' : 'broke-off';
}

/**
 * Ends when its time is over and every load that counts requests has sent them; then holds end, and the
 * faults recover.
 */
async function walkTimeline(run: RunContext): Promise<readonly Unhealed[]> {
  const ending = new AbortController();
  const ended = AbortSignal.any([ending.signal, run.signal]);
  // Every fault and every load waits for it, and a plan may hold any number of them.
  setMaxListeners(0, ended, run.signal);
  const faults = timelineFaults(run).map((fault) => liveFault(fault, run, ended));
  const time = run.clock.sleep(run.plan.durationMs - run.clock.nowMs(), ended);
  await Promise.all([time, sendLoads(run, ended)]);
  ending.abort();
  return (await Promise.all(faults)).flat();
}

function timelineFaults({ plan }: RunContext): readonly PlannedFault[] {
  return plan.faults.filter(({ condition }) => condition === undefined);
}

async function startObservers(run: RunContext): Promise<RunningObserver[]> {
  const planned = new Set(run.plan.observers.map((observer) => observer.name));
  const wanted = run.parts.observers.filter((observer) => planned.has(observer.name));
  const started = await Promise.all(
    wanted.map(async (observer): Promise<RunningObserver[]> => {
      try {
        return [
          await observer.start({
            cluster: run.cluster,
            controls: run.controls,
            clock: run.clock,
            host: run.host,
            emit: (event) => run.record(event),
          }),
        ];
      } catch (error) {
        // States become unknown then, and so does every verdict that needs them.
        run.record({
          type: 'warning',
          t: run.clock.nowMs(),
          code: 'OBSERVER_LOST',
          message: `observer ${observer.name} could not start: ${messageOf(error)}`,
        });
        return [];
      }
    }),
  );
  return started.flat();
}

async function startProbes(run: RunContext, originNs: bigint): Promise<RunningProbes> {
  const specs = run.plan.probes.map((probe) => probe.spec);
  if (specs.length === 0) {
    return { stop: async () => {} };
  }
  return run.parts.startProbes(specs, {
    originNs,
    onProbe: (event) => run.record(event),
    onDelay: (delay) =>
      run.record({
        type: 'harness',
        t: delay.t,
        thread: 'prober',
        eventLoopDelayP99Ms: delay.p99Ms,
        eventLoopDelayMaxMs: delay.maxMs,
      }),
  });
}

async function startIntegrity(run: RunContext): Promise<RunningIntegrity> {
  return run.parts.startIntegrity(run.plan.integrity, {
    runId: run.id,
    clock: run.clock,
    host: run.host,
    record: (event) => run.record(event),
  });
}

function integrityFacts({ id, place, everyMs, timeoutMs, sizeBytes, slots }: IntegritySpec): IntegrityFacts {
  return {
    id,
    place: place.kind === 'web' ? place.frontend : `${place.host}:${place.folder}`,
    intervalMs: everyMs,
    timeoutMs,
    sizeBytes,
    slots,
    seesCopies: place.kind === 'web' && place.list !== undefined,
  };
}

function runStart(run: RunContext): RunStartEvent {
  const { plan } = run;
  const { check } = plan.cluster.balancer ?? {};
  return {
    type: 'run.start',
    t: 0,
    schema: 'chaos/history@1',
    startedAt: new Date().toISOString(),
    scenario: plan.scenario,
    title: plan.title,
    cluster: plan.cluster.name,
    fidelity: plan.fidelity,
    fidelityNotes: plan.fidelityNotes,
    seed: plan.seed,
    durationMs: plan.durationMs,
    probes: plan.probes.map(({ step }) => ({
      id: step.id,
      page: step.page,
      frontend: step.frontend,
      connection: step.connection,
      intervalMs: step.everyMs,
      timeoutMs: step.timeoutMs,
      lanes: step.lanes,
      cookies: step.cookies,
    })),
    ...(plan.integrity.length === 0 ? {} : { integrity: plan.integrity.map(integrityFacts) }),
    faults: plan.faults.map((fault) => ({
      id: fault.id,
      fault: fault.fault,
      target: fault.target,
      ...(fault.atMs === undefined ? {} : { scheduledMs: fault.atMs }),
      ...(fault.options === undefined ? {} : { options: fault.options }),
      ...(fault.holdMs === undefined ? {} : { holdMs: fault.holdMs }),
      ...(fault.repeatOfTimeline === undefined ? {} : { repeat: fault.repeatOfTimeline }),
      ...(fault.condition === undefined ? {} : { condition: conditionFacts(fault.condition) }),
    })),
    frontends: Object.values(plan.cluster.frontends).map(({ name, mode, backend, storage }) => ({
      name,
      mode,
      backend,
      ...(storage === undefined ? {} : { storage }),
    })),
    vips: Object.values(plan.cluster.vips).map(({ name, manager, advertMs, priorities, check: lives }) => ({
      name,
      manager,
      advertMs,
      priorities,
      ...(lives === undefined ? {} : { check: lives }),
    })),
    ...(check === undefined ? {} : { check }),
    ...(plan.matrix === undefined ? {} : { matrix: plan.matrix }),
    ...(plan.repetitions === undefined ? {} : { repetitions: plan.repetitions }),
    outages: plan.outages,
    expectations: plan.expect,
    ...(plan.compare === undefined ? {} : { compare: plan.compare }),
  };
}

function conditionFacts({ name, occurrence, during }: FaultOfCondition): ConditionFacts {
  return { name, occurrence, during };
}
