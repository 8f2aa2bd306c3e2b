import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../../cluster/types.js';
import { openSshHost } from '../../hosts/ssh/ssh-host.js';
import type { Host } from '../../hosts/types.js';
import { readServers } from '../site-conditions.js';
import type { LabStatus } from '../types.js';
import { MACHINE } from './host.js';
import { describeMachine, type LabRecord, labFiles, runningLab } from './running.js';
import { nodesOf } from './specify.js';
import { parseUnits, SHOW_UNITS } from './watch/containers.js';

const LOG_TIMEOUT_MS = 60_000;

/** What the lab says of itself now. */
export async function labStatus(cluster: Cluster): Promise<readonly LabStatus[]> {
  const lab = runningLab();
  return lab === undefined
    ? [{ title: 'machine', rows: [['the vm lab is not up']] }]
    : withMachine(lab, (machine) => statusOf(lab, cluster, machine));
}

async function statusOf(lab: LabRecord, cluster: Cluster, machine: Host): Promise<readonly LabStatus[]> {
  const print = async (...argv: readonly string[]) => (await machine.exec(argv)).stdout.trim();
  const { vips, storage } = cluster;
  const units = parseUnits(await print('sh', '-c', SHOW_UNITS));
  const servers = await readServers(lab.cluster);
  return [
    {
      title: 'machine',
      rows: [
        ['accelerator', lab.accelerator],
        [
          'ssh',
          `ssh -i ${labFiles().key} -o UserKnownHostsFile=${labFiles().knownHosts} -p ${lab.sshPort} root@127.0.0.1`,
        ],
      ],
    },
    {
      title: 'nodes',
      rows: Object.values(nodesOf(cluster).hosts).map(({ name, roles }) => [
        name,
        units.get(name) ?? 'stopped',
        roles.join(', '),
      ]),
    },
    { title: 'virtual IPs', rows: await ownersOf(vips, print) },
    {
      title: 'servers in the balancer',
      rows: servers?.map(({ proxy, server, status }) => [`${proxy}/${server}`, status]) ?? [
        ['the statistics page does not answer'],
      ],
    },
    { title: 'storage', rows: await storageOf(storage, print) },
  ];
}

type Print = (...argv: readonly string[]) => Promise<string>;

async function ownersOf(vips: Cluster['vips'], print: Print): Promise<string[][]> {
  return Promise.all(
    Object.values(vips).map(async ({ name, address, hosts }) => {
      const show = ['-o', '-4', 'address', 'show', 'to', `${address}/32`];
      const held = await Promise.all(hosts.map((host) => print('ip', '-n', host, ...show)));
      const owners = hosts.filter((_host, index) => held[index]?.includes(address));
      return [name, address, owners.join(' + ') || 'nobody'];
    }),
  );
}

async function storageOf({ nfs, gluster }: Cluster['storage'], print: Print): Promise<string[][]> {
  const bricks = (gluster?.hosts ?? []).map(async (host) => [
    host,
    `brick ${(await print('node', host, 'sh', '/lab/brick-state')) || 'unknown'}`,
  ]);
  const array = async ({ host, raid = '/dev/md0' }: NonNullable<typeof nfs>) => {
    const members = /\[[U_]+\]/.exec(
      await print('grep', '-A1', `^${raid.replace('/dev/', '')} `, '/proc/mdstat'),
    );
    return [host, `array ${members?.[0] ?? 'unknown'}`];
  };
  return Promise.all([...(nfs === undefined ? [] : [array(nfs)]), ...bricks]);
}

/** Collects the machine's console and journal, and each node's /var/log. */
export async function collectLogs(folder: string): Promise<number> {
  const lab = runningLab();
  if (lab === undefined) {
    return 0;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'console.log'), await readFile(labFiles().console));
  return withMachine(lab, async (machine) => {
    const journal = await machine.exec(['journalctl', '--no-pager', '--boot'], { timeoutMs: LOG_TIMEOUT_MS });
    await writeFile(join(folder, 'journal.log'), journal.stdout);
    const nodes = [...parseUnits((await machine.exec(['sh', '-c', SHOW_UNITS])).stdout).keys()];
    for (const node of nodes) {
      const { stdout } = await machine.exec(['node', node, 'sh', '-c', PRINT_LOGS], {
        timeoutMs: LOG_TIMEOUT_MS,
      });
      await writeLogs(join(folder, node), stdout);
    }
    return nodes.length;
  });
}

/** Each file after a line with its name, written since the node began. */
const MARK = '=====> ';
const PRINT_LOGS = `find /var/log -type f -size -1000k -newer /proc/1 -exec sh -c 'printf "${MARK}%s\\n" "$1"; cat "$1"' print {} \\;`;

async function writeLogs(folder: string, printed: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const part of printed.split(MARK).slice(1)) {
    const [path = '', ...lines] = part.split('\n');
    await writeFile(join(folder, path.replace('/var/log/', '').replaceAll('/', '-')), lines.join('\n'));
  }
}

async function withMachine<T>(lab: LabRecord, work: (machine: Host) => Promise<T>): Promise<T> {
  const machine = await openSshHost(describeMachine(MACHINE, lab), process.env);
  try {
    return await work(machine);
  } finally {
    await machine.close();
  }
}
