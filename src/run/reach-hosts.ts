import { readFileSync, readlinkSync } from 'node:fs';
import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { Controls, Watch } from '../hosts/controls/types.js';
import { stepsOf } from '../hosts/steps.js';
import type { Host } from '../hosts/types.js';
import type { Plan } from '../plan/types.js';
import { isBehindSsh } from './dead-man.js';

/**
 * Opens every host that the plan will need, so that nothing is touched when one of them cannot be reached, and no
 * fault waits for a connection when it is due.
 * @throws ChaosError HOSTS_UNREACHABLE with every host and reason, or the one reason there is; OWN_MACHINE (exit 3)
 */
export async function reachHosts(
  plan: Plan,
  controls: Controls,
  open: (name: string) => Promise<Host>,
): Promise<readonly Host[]> {
  const names = hostsNeeded(plan, controls);
  const outcomes = await Promise.allSettled(names.map(open));
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  const [only, ...others] = reasons;
  if (only !== undefined) {
    throw others.length === 0 ? only : allOf(reasons);
  }
  const hosts = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  await refuseOwnMachine(plan, hosts);
  return hosts;
}

function hostsNeeded(plan: Plan, { watch = {} }: Controls): string[] {
  const actions = plan.faults.flatMap((fault) => Object.values(fault.actions));
  // An observer that is lost is a warning; the labs' own watches run where the lab does.
  const watches = Object.values(watch)
    .flat()
    .filter(({ format }: Watch) => format === 'states');
  const steps = [...actions.flatMap(stepsOf), ...watches];
  const senders = [...plan.loads, ...plan.cells].map(({ from }) => from);
  const keepers = plan.integrity.flatMap(({ place }) => (place.kind === 'folder' ? [place.host] : []));
  return [...new Set([...steps.map(({ host }) => host), ...senders, ...keepers])];
}

function allOf(reasons: readonly unknown[]): ChaosError {
  const lines = reasons.map((reason) => {
    const { where, hint } = reason instanceof ChaosError ? reason : {};
    return `${where ?? 'a host'}: ${messageOf(reason)}${hint === undefined ? '' : ` (${hint})`}`;
  });
  return new ChaosError('HOSTS_UNREACHABLE', `${reasons.length} hosts cannot be used\n${lines.join('\n')}`, {
    hint: 'nothing was touched; `chaos doctor --cluster …` looks at all of them',
    exitCode: ExitCode.refused,
  });
}

/**
 * An address may lead back to the very machine that we are on. One boot and one network, and it is ours: a container
 * or namespace of its own on this machine is not.
 */
async function refuseOwnMachine(plan: Plan, hosts: readonly Host[]): Promise<void> {
  const targets = new Set(plan.faults.flatMap((fault) => Object.keys(fault.actions)));
  const own = ownIdentity();
  for (const host of hosts) {
    const isTarget = targets.has(host.name) && isBehindSsh(host.description);
    if (isTarget && own !== undefined && (await identityOf(host)) === own) {
      throw new ChaosError('OWN_MACHINE', `${host.name} is the machine that chaos itself runs on`, {
        where: host.name,
        hint: 'run chaos from a machine outside the cluster, or choose another target',
        exitCode: ExitCode.refused,
      });
    }
  }
}

const BOOT = '/proc/sys/kernel/random/boot_id';
const NETWORK = '/proc/self/ns/net';

function ownIdentity(): string | undefined {
  try {
    return `${readFileSync(BOOT, 'utf8')}${readlinkSync(NETWORK)}\n`;
  } catch {
    return undefined;
  }
}

async function identityOf({ asLoginUser, ...host }: Host): Promise<string> {
  const { stdout } = await (asLoginUser ?? host).exec([
    'sh',
    '-c',
    'cat "$1"; readlink "$2"',
    'who',
    BOOT,
    NETWORK,
  ]);
  return stdout;
}
