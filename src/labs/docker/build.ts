import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { docker } from './docker.js';
import { FOLDER_LABEL, HOST_LABEL, LAB_LABEL, SPEC_LABEL } from './names.js';
import type { LabSpec, NetworkSpec, NodeSpec } from './spec.js';

/** Docker is asked for so many things at once: more only wait for each other. */
const AT_ONCE = 4;

/** Tells whether a lab that is up is the one that is wanted, whatever its image was built on. */
export function fingerprint({ image: _image, ...spec }: LabSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 12);
}

/** Writes the lab's files into a new folder. @returns its path */
export async function writeFolder(spec: LabSpec): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-docker-'));
  await writeFiles(spec, folder);
  return folder;
}

export async function writeFiles(spec: LabSpec, folder: string): Promise<void> {
  for (const [path, text] of Object.entries(spec.files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o644 });
  }
}

/** Makes networks, volumes and containers, and starts them. @throws ChaosError LAB_FAILED */
export async function build(
  spec: LabSpec,
  folder: string,
  onProgress: (message: string) => void,
): Promise<void> {
  onProgress(`making ${spec.networks.length} networks and ${spec.nodes.length} containers`);
  for (const network of spec.networks) {
    await docker(networkArguments(network));
  }
  for (const volume of spec.volumes) {
    await docker(['volume', 'create', '--label', LAB_LABEL, volume]);
  }
  const label = fingerprint(spec);
  const own = spec.nodes.filter((node) => node.sharesNetworkOf === undefined);
  const sharing = spec.nodes.filter((node) => node.sharesNetworkOf !== undefined);
  for (const nodes of [own, sharing]) {
    await inParallel(nodes, async (node) => {
      await docker(createArguments(node, spec, folder, label));
      for (const { network, address } of node.addresses.slice(1)) {
        await docker(['network', 'connect', '--ip', address, nameOf(network, spec), node.container]);
      }
      await docker(['start', node.container]);
    });
  }
}

/** `--internal`: no default route leads out of the lab. */
function networkArguments({ name, bridge, subnet, gateway }: NetworkSpec): string[] {
  return [
    ...['network', 'create', '--driver', 'bridge', '--internal', '--label', LAB_LABEL],
    ...['--opt', `com.docker.network.bridge.name=${bridge}`, '--subnet', subnet, '--gateway', gateway],
    name,
  ];
}

function createArguments(node: NodeSpec, spec: LabSpec, folder: string, label: string): string[] {
  const [first] = node.addresses;
  const network =
    first === undefined
      ? ['--network', node.sharesNetworkOf === undefined ? 'none' : `container:${node.sharesNetworkOf}`]
      : ['--network', nameOf(first.network, spec), '--ip', first.address, '--hostname', node.host];
  const labels = [
    LAB_LABEL,
    `${HOST_LABEL}=${node.host}`,
    `${SPEC_LABEL}=${label}`,
    `${FOLDER_LABEL}=${folder}`,
  ];
  return [
    ...['create', '--init', '--name', node.container, '--cap-drop', 'ALL'],
    ...each('--label', labels),
    ...network,
    ...each('--cap-add', node.capabilities),
    ...each('--device', node.devices),
    ...each('--security-opt', node.securityOptions),
    ...each(
      '--sysctl',
      Object.entries(node.sysctls).map(([key, value]) => `${key}=${value}`),
    ),
    ...each(
      '--env',
      Object.entries(node.environment).map(([key, value]) => `${key}=${value}`),
    ),
    ...each(
      '--volume',
      node.mounts.map(({ from, to, readOnly }) => {
        const source = from.startsWith('./') ? resolve(folder, from) : from;
        return `${source}:${to}${readOnly ? ':ro' : ''}`;
      }),
    ),
    // What daemons write to /run does not outlive a restart, as on a real machine.
    ...['--tmpfs', '/run'],
    ...(node.sharedMemory === undefined ? [] : ['--shm-size', node.sharedMemory]),
    spec.image,
    ...node.command,
  ];
}

function nameOf(network: string, spec: LabSpec): string {
  return spec.networks.find((one) => one.network === network)?.name ?? network;
}

function each(option: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [option, value]);
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item);
    }
  });
  await Promise.all(workers);
}
