import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { Capability, Controls } from '../hosts/controls/types.js';
import type { FaultTarget } from './types.js';

/** What gives a control, for the refusal of a fault whose control is missing. */
const PROVIDERS: Readonly<Record<Capability, string>> = {
  system: 'a lab with hosts of its own (docker, vm), or hosts that are reached as root',
  power: 'a lab (`chaos lab up`), or a hypervisor that the cluster file names',
  service: 'a lab (`chaos lab up`), or hosts whose services an init system starts',
  cable: 'a lab (`chaos lab up`), or a hypervisor that the cluster file names; nic.down does without',
  link: 'a lab (`chaos lab up`), or root on a host whose kernel has netem',
  container: 'a lab (`chaos lab up`), or hosts reached `via: docker`',
  stress: 'hosts that are reached over ssh as root (`via: ssh`, `become: sudo`)',
  disk: 'hosts that are reached over ssh as root (`via: ssh`, `become: sudo`)',
  process: 'a lab (`chaos lab up`), or root on the host',
  brick: 'a lab (`chaos lab up`)',
  nfs: 'the vm lab (`chaos lab up vm`), or hosts over ssh with storage.nfs in the cluster file',
  bond: 'the vm lab (`chaos lab up vm`), or hosts over ssh with storage.nfs.bond in the cluster file',
  balancer: 'a lab (`chaos lab up`), or a balancer with an administration socket',
  watch: 'a lab (`chaos lab up`)',
};

/**
 * The control that a fault is composed of.
 * @throws ChaosError CONTROL_MISSING naming what would provide it
 */
export function control<Name extends Capability>(
  target: FaultTarget,
  name: Name,
): NonNullable<Controls[Name]> {
  const found = target.controls[name];
  if (found === undefined) {
    throw new ChaosError(
      'CONTROL_MISSING',
      `cluster ${target.cluster.name} has no control of kind \`${name}\` to hit ${target.host} with`,
      { hint: `provided by: ${PROVIDERS[name]}`, exitCode: ExitCode.refused },
    );
  }
  return found;
}

/**
 * The network whose cable is meant: the one named, or else the one clients come in by.
 * @throws ChaosError UNKNOWN_NIC with the networks that the host has
 */
export function networkOf(target: FaultTarget, wanted: string | undefined): string {
  const networks = Object.keys(target.cluster.hosts[target.host]?.nics ?? {});
  const network = wanted ?? (networks.includes('external') ? 'external' : networks[0]);
  if (network === undefined || !networks.includes(network)) {
    throw new ChaosError(
      'UNKNOWN_NIC',
      network === undefined
        ? `${target.host} has no NIC in the cluster file`
        : `${target.host} has no NIC on network ${network}`,
      {
        hint: networks.length === 0 ? 'add `nics:` to the host' : `it has: ${networks.join(', ')}`,
      },
    );
  }
  return network;
}

/**
 * The target, where Pacemaker manages an address that it may own.
 * @throws ChaosError CONTROL_MISSING, NOT_UNDER_PACEMAKER
 */
export function pacemakerHost(target: FaultTarget): string {
  control(target, 'system');
  const { host, cluster } = target;
  const isManaged = Object.values(cluster.vips).some(
    (vip) => vip.manager === 'pacemaker' && vip.hosts.includes(host),
  );
  if (!isManaged) {
    throw new ChaosError(
      'NOT_UNDER_PACEMAKER',
      `Pacemaker manages no virtual IP of cluster ${cluster.name} that ${host} may own`,
      { hint: 'say `manager: pacemaker` of the virtual IP; `--cluster docker-pacemaker` has some' },
    );
  }
  return host;
}
