import type { Cluster, ClusterHost } from '../cluster/types.js';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { diskFilled } from '../hosts/controls/disk-fill.js';
import { dockerContainer } from '../hosts/controls/docker-container.js';
import { bondMemberOff } from '../hosts/controls/linux-bond.js';
import { linuxLink } from '../hosts/controls/linux-link.js';
import { stressNg } from '../hosts/controls/stress.js';
import { systemdUnit } from '../hosts/controls/systemd-unit.js';
import type { Controls } from '../hosts/controls/types.js';
import { type VirtualMachine, virtualCable, virtualPower } from '../hosts/controls/virtual-machine.js';
import { nfsControls, storageWatches } from './linux-storage.js';

/** How things are done to the user's own machines: by commands on them, and by their hypervisor where there is one. */
export function liveControls(cluster: Cluster): Controls {
  const hosts = Object.values(cluster.hosts);
  if (hosts.every(({ reach }) => reach.via === 'local')) {
    return {};
  }
  const unit = (host: string, wanted: string | undefined) => wanted ?? mainServiceOf(hostOf(cluster, host));
  return {
    system: 'linux',
    link: linuxLink((host, network) => nicOf(cluster, host, network)),
    stress: stressNg,
    disk: { fill: diskFilled },
    ...nfsControls(cluster),
    ...bondControls(cluster),
    watch: storageWatches(cluster),
    process: {
      kill: (host, name) => systemdUnit.kill(host, unit(host, name)),
      pause: (host, name) => systemdUnit.pause(host, unit(host, name)),
    },
    service: { stop: (host, name) => systemdUnit.stop(host, unit(host, name)) },
    ...(hosts.some(({ reach }) => reach.via === 'docker') ? { container: containers(cluster) } : {}),
    ...(hosts.some(({ hypervisor }) => hypervisor !== undefined) ? hypervisors(cluster) : {}),
  };
}

function bondControls({ storage }: Cluster): Pick<Controls, 'bond'> {
  const { host: server = '', bond } = storage.nfs ?? {};
  if (bond === undefined) {
    return {};
  }
  const switchOffMember = (host: string, member: string | undefined) => {
    if (host !== server) {
      throw refused(`no bond of ${host} is known`, `the cluster file names that of ${server}`);
    }
    return bondMemberOff({ host, bond, member });
  };
  return { bond: { switchOffMember } };
}

function containers(cluster: Cluster): NonNullable<Controls['container']> {
  const container = (name: string) => {
    const { reach, on = 'local' } = hostOf(cluster, name);
    if (reach.via !== 'docker') {
      throw refused(`${name} is no container`, 'containers are reached `via: docker` in the cluster file');
    }
    return dockerContainer(on, reach.container);
  };
  return {
    kill: (name) => container(name).kill(),
    stop: (name, graceMs) => container(name).stop(graceMs),
    pause: (name) => container(name).pause(),
    restart: (name, graceMs) => container(name).restart(graceMs),
  };
}

function hypervisors(cluster: Cluster): Required<Pick<Controls, 'cable' | 'power'>> {
  return {
    cable: {
      unplug: (name, network) => {
        const { machine, cables } = virtualMachineOf(cluster, name);
        const cable = cables[network];
        if (cable === undefined) {
          throw refused(
            `the hypervisor's name for ${name}'s ${network} NIC is not known`,
            `add it under hypervisor.cables of ${name}, or use nic.down`,
          );
        }
        return virtualCable(machine, cable);
      },
    },
    power: { off: (name) => virtualPower(virtualMachineOf(cluster, name).machine) },
  };
}

function virtualMachineOf(
  cluster: Cluster,
  name: string,
): { readonly machine: VirtualMachine; readonly cables: Readonly<Record<string, string>> } {
  const { hypervisor } = hostOf(cluster, name);
  if (hypervisor === undefined) {
    throw refused(`no hypervisor of ${name} is known`, `add \`hypervisor:\` to ${name} in the cluster file`);
  }
  const { kind, host = 'local', machine = name, cables } = hypervisor;
  return { machine: { kind, on: host, machine }, cables };
}

/** What a host is there for, by the name of its unit in Debian. */
const SERVICES: readonly (readonly [role: string, unit: string])[] = [
  ['director', 'haproxy'],
  ['web', 'apache2'],
  ['gluster', 'glusterd'],
  ['storage', 'nfs-server'],
];

function mainServiceOf({ name, roles }: ClusterHost): string {
  const found = SERVICES.find(([role]) => roles.includes(role));
  if (found === undefined) {
    throw refused(`which service of ${name} is meant is not known`, 'name it under `with:` of the fault');
  }
  return found[1];
}

function nicOf(cluster: Cluster, host: string, network: string): string {
  return hostOf(cluster, host).nics[network] ?? network;
}

function hostOf(cluster: Cluster, name: string): ClusterHost {
  const host = cluster.hosts[name];
  if (host === undefined) {
    throw refused(`cluster ${cluster.name} has no host ${name}`, 'targets are hosts of the cluster file');
  }
  return host;
}

function refused(message: string, hint: string): ChaosError {
  return new ChaosError('CONTROL_MISSING', message, { hint, exitCode: ExitCode.refused });
}
