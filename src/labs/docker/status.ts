import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../../cluster/types.js';
import { nominalCluster, planLab } from '../embedded/plan.js';
import { readServers } from '../site-conditions.js';
import type { LabStatus } from '../types.js';
import { labContainers, tryDocker } from './docker.js';
import { containerOf } from './names.js';

/** What the lab says of itself now. */
export async function labStatus(cluster: Cluster): Promise<readonly LabStatus[]> {
  const view = nominalCluster(cluster, planLab(cluster));
  const containers = await labContainers();
  if (containers.length === 0) {
    return [{ title: 'nodes', rows: [['the docker lab is not up']] }];
  }
  const roles = (host: string) => cluster.hosts[host]?.roles.join(', ') ?? 'unknown to the cluster file';
  const [vips, servers, volumes] = await Promise.all([
    ownersOf(view),
    readServers(view),
    volumesOf(view.storage.gluster?.hosts ?? []),
  ]);
  return [
    {
      title: 'nodes',
      rows: containers.map(({ host, state }) => [host, state, roles(host)]).sort(byFirst),
    },
    { title: 'virtual IPs', rows: vips },
    {
      title: 'servers in the balancer',
      rows: servers?.map(({ proxy, server, status }) => [`${proxy}/${server}`, status]) ?? [
        ['the statistics page does not answer'],
      ],
    },
    { title: 'volumes', rows: volumes },
  ];
}

/** Collects containers' output and /var/log, stopped containers included. */
export async function collectLogs(folder: string): Promise<number> {
  const containers = await labContainers();
  for (const { name, host } of containers) {
    const own = join(folder, host);
    await mkdir(own, { recursive: true });
    const { stdout, stderr } = await tryDocker(['logs', '--timestamps', name]);
    await writeFile(join(own, 'output.log'), stdout + stderr);
    await tryDocker(['cp', `${name}:/var/log`, own]);
  }
  return containers.length;
}

async function ownersOf({ vips }: Cluster): Promise<string[][]> {
  return Promise.all(
    Object.values(vips).map(async ({ name, address, hosts }) => {
      const held = await Promise.all(hosts.map((host) => holds(host, address)));
      const owners = hosts.filter((_host, index) => held[index]);
      return [name, address, owners.join(' + ') || 'nobody'];
    }),
  );
}

async function holds(host: string, address: string): Promise<boolean> {
  const show = ['ip', '-o', '-4', 'address', 'show', 'to', `${address}/32`];
  return (await tryDocker(['exec', containerOf(host), ...show])).stdout.includes(address);
}

async function volumesOf(hosts: readonly string[]): Promise<string[][]> {
  const rows = await Promise.all(
    hosts.map(async (host) => {
      const { stdout } = await tryDocker(['exec', containerOf(host), 'sh', '/lab/brick-state']);
      return [host, `brick ${stdout.trim() || 'unknown'}`];
    }),
  );
  return rows.length === 0 ? [['none']] : rows;
}

function byFirst(a: readonly string[], b: readonly string[]): number {
  return (a[0] ?? '').localeCompare(b[0] ?? '');
}
