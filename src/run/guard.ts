import type { Cluster } from '../cluster/types.js';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { Plan, PlannedFault } from '../plan/types.js';
import { leftJournals } from './journal.js';

export interface GuardOptions {
  /** The user said `--yes`. */
  readonly confirmed: boolean;
  readonly stateDir: string;
}

/**
 * Refuses what must not be begun, before anything was touched.
 * @throws ChaosError UNHEALED_JOURNAL, CONFIRMATION_NEEDED or OWN_MACHINE (exit 3)
 */
export function guardRun(plan: Plan, cluster: Cluster, options: GuardOptions): void {
  refuseUnhealed(cluster, options.stateDir);
  refuseUnconfirmed(plan, cluster, options.confirmed);
  refuseOwnMachine(plan);
}

function refuseUnhealed(cluster: Cluster, stateDir: string): void {
  const left = leftJournals(stateDir).find(
    (journal) => !journal.inUse && journal.owner.cluster === cluster.name,
  );
  if (left !== undefined) {
    const faults = left.intents.map((intent) => intent.fault).join(', ') || 'a lab';
    throw new ChaosError(
      'UNHEALED_JOURNAL',
      `an interrupted run of ${left.owner.scenario} on cluster ${cluster.name} left something behind: ${faults}`,
      { where: left.path, hint: 'run `chaos heal` first', exitCode: ExitCode.refused },
    );
  }
}

function refuseUnconfirmed(plan: Plan, cluster: Cluster, confirmed: boolean): void {
  const deeds = [
    ...(plan.faults.length > 0 ? ['injects faults'] : []),
    ...(plan.integrity.length > 0 ? ['writes records'] : []),
  ];
  if (cluster.environment === 'production' && !confirmed && deeds.length > 0) {
    throw new ChaosError(
      'CONFIRMATION_NEEDED',
      `cluster ${cluster.name} is marked as production, and this scenario ${deeds.join(' and ')}`,
      {
        hint: 'read `chaos plan` of it first; then say --yes',
        exitCode: ExitCode.refused,
      },
    );
  }
}

/** The targets, and wherever else a step of theirs acts: a partition filters on both sides. */
function hostsHit({ actions }: PlannedFault): readonly string[] {
  return Object.entries(actions).flatMap(([target, { inject }]) => [
    target,
    ...inject.map(({ host }) => host),
  ]);
}

/** The machine that the harness runs on is never hit: it would saw off the branch it sits on. */
function refuseOwnMachine(plan: Plan): void {
  for (const fault of plan.faults) {
    const own = hostsHit(fault).find((host) => plan.hosts[host]?.kind === 'local');
    if (own !== undefined) {
      throw new ChaosError(
        'OWN_MACHINE',
        `${fault.id} could hit ${own}, which is the machine that chaos itself runs on`,
        {
          hint: 'run chaos from a machine outside the cluster, or choose another target',
          exitCode: ExitCode.refused,
        },
      );
    }
  }
}
