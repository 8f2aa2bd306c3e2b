import type { Cluster } from '../cluster/types.js';
import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { HistoryEvent } from '../history/types.js';
import { writeHistory } from '../history/writer.js';
import type { Host } from '../hosts/types.js';
import type { Lab, RunningLab } from '../labs/types.js';
import type { Plan, Surroundings } from '../plan/types.js';
import { checkNeeds } from './check-needs.js';
import { executePlan } from './execute-plan.js';
import { clearRemains } from './heal.js';
import { type HostClock, readHostClocks } from './host-clocks.js';
import { type Journal, openJournal } from './journal.js';
import { senderOn } from './loads.js';
import { reachHosts } from './reach-hosts.js';
import { rehearseLoads } from './rehearsal.js';
import { runClock } from './run-clock.js';
import { stateBoard } from './state-board.js';
import { joinTurns } from './turns.js';
import type { ExecutionOutcome, RunParts } from './types.js';
import type { Unhealed } from './undo.js';

/** Everything a run needs that the command line decided. */
export interface SessionOptions {
  readonly id: string;
  readonly runDir: string;
  readonly historyPath: string;
  readonly stateDir: string;
  readonly seed: number;
  readonly cluster: Cluster;
  readonly lab: Lab;
  readonly parts: RunParts;
  /** Builds the plan again once the lab is up and its addresses are known. */
  plan(surroundings: Surroundings): Plan;
  /** The socket of two runs that take turns. */
  readonly turnsAt?: string;
  /** Aborts when the user interrupts. */
  readonly interrupt: AbortSignal;
  onProgress(message: string): void;
  onEvent(event: HistoryEvent): void;
}

export interface SessionOutcome extends ExecutionOutcome {
  readonly plan: Plan;
  readonly clocks: readonly HostClock[];
}

/**
 * One run from lab up to lab down. Healing and taking down happen whatever goes wrong in between.
 * @throws ChaosError when nothing was injected yet and nothing is left behind
 */
export async function runSession(options: SessionOptions): Promise<SessionOutcome> {
  const preview = options.plan(options.lab.describe(options.cluster));
  await checkEngines(preview, options, (load) => load.from === 'local');
  const rehearsal = rehearseLoads([...preview.loads, ...preview.cells], {
    engines: options.parts.engines,
    host: await openHost(preview, options, 'local'),
    signal: options.interrupt,
  });
  const journal = openJournal(options.stateDir, options.id, {
    scenario: preview.scenario,
    cluster: preview.cluster.name,
    runDir: options.runDir,
    startedAt: new Date().toISOString(),
  });
  let lab: RunningLab | undefined;
  let outcome: SessionOutcome | undefined;
  let remaining: readonly Unhealed[] = [];
  try {
    lab = await options.lab.up(options.cluster, {
      seed: options.seed,
      onProgress: options.onProgress,
      onRemains: (remains) => journal.lab(remains),
      signal: options.interrupt,
    });
    journal.lab(lab.remains);
    const plan = options.plan(lab);
    const hosts = await reachHosts(plan, lab.controls, (name) => openHost(plan, options, name));
    await checkEngines(plan, options, (load) => load.from !== 'local');
    await checkNeeds(plan, (name) => openHost(plan, options, name));
    const clocks = await readHostClocks(hosts);
    await rehearsal;
    outcome = { plan, clocks, ...(await execute(plan, lab, journal, clocks, options)) };
  } finally {
    remaining = lab === undefined ? [] : await takeDown(lab, options);
    if (remaining.length + (outcome?.unhealed.length ?? 0) === 0) {
      journal.close();
    }
  }
  return { ...outcome, unhealed: [...outcome.unhealed, ...remaining] };
}

async function checkEngines(
  plan: Plan,
  options: SessionOptions,
  wanted: (load: Plan['loads'][number]) => boolean,
): Promise<void> {
  const senders = new Map(
    [...plan.loads, ...plan.cells].filter(wanted).map((load) => [`${load.engine} ${load.from}`, load]),
  );
  for (const { engine, from } of senders.values()) {
    await options.parts.engines[engine]?.preflight(senderOn(await openHost(plan, options, from)));
  }
}

function openHost(plan: Plan, options: SessionOptions, name: string): Promise<Host> {
  return options.parts.open(plan.hosts[name] ?? { kind: 'local', name });
}

async function execute(
  plan: Plan,
  lab: RunningLab,
  journal: Journal,
  clocks: readonly HostClock[],
  options: SessionOptions,
): Promise<ExecutionOutcome> {
  const turns = options.turnsAt === undefined ? undefined : await joinTurns(options.turnsAt);
  const history = writeHistory(options.historyPath);
  const board = stateBoard();
  const broken = new AbortController();
  const record = startFirst((event) => {
    board.see(event);
    history.append(event);
    options.onEvent(event);
    if (event.type === 'fault' && event.stage === 'healed') {
      // What was killed and started again has another process id now.
      journal.lab(lab.remains);
    }
  });
  for (const clock of clocks) {
    record({ type: 'host.clock', t: 0, ...clock });
  }
  try {
    return await executePlan(
      {
        id: options.id,
        plan,
        cluster: lab.cluster,
        controls: lab.controls,
        parts: options.parts,
        clock: runClock(),
        journal,
        board,
        ...(turns === undefined ? {} : { turns }),
        signal: AbortSignal.any([options.interrupt, broken.signal]),
        record,
        breakOff: (reason) => broken.abort(reason),
        host: (name) => openHost(plan, options, name),
      },
      () => options.interrupt.aborted && !broken.signal.aborted,
    );
  } finally {
    turns?.close();
    await history.close();
  }
}

/** A history begins with `run.start`: what observers saw before it comes right behind it. */
function startFirst(record: (event: HistoryEvent) => void): (event: HistoryEvent) => void {
  let early: HistoryEvent[] | undefined = [];
  return (event) => {
    if (early === undefined || event.type === 'run.start') {
      record(event);
    } else {
      early.push(event);
    }
    if (event.type === 'run.start') {
      for (const waiting of early ?? []) {
        record(waiting);
      }
      early = undefined;
    }
  };
}

async function takeDown(lab: RunningLab, options: SessionOptions): Promise<readonly Unhealed[]> {
  try {
    await lab.down();
    return [];
  } catch (error) {
    options.onProgress(`the lab did not go down by itself: ${messageOf(error)}`);
    return clearRemains(lab.remains);
  }
}

/** The exit code of a run that ended without a verdict; undefined when the verdict decides. */
export function exitCodeWithoutVerdict(outcome: ExecutionOutcome): ExitCode | undefined {
  if (outcome.unhealed.length > 0) {
    return ExitCode.unhealed;
  }
  switch (outcome.outcome) {
    case 'interrupted':
      return ExitCode.interrupted;
    case 'broke-off':
      return outcome.reason instanceof ChaosError && outcome.reason.exitCode === ExitCode.refused
        ? ExitCode.refused
        : ExitCode.brokeOff;
    case 'completed':
      return undefined;
  }
}
