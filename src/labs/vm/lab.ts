import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Cluster } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { newSshKeyPair } from '../../hosts/ssh-key-pair.js';
import { nominalCluster, planLab, withUrls } from '../embedded/plan.js';
import type { Lab, LabOptions, LabRemains, LabView, RunningLab } from '../types.js';
import { refuseIfInterrupted } from '../waiting.js';
import { type Accelerator, chooseAccelerator } from './accelerator.js';
import { vmControls } from './controls.js';
import { ensureDisk } from './disk.js';
import { program } from './entry-points.js';
import { freePorts } from './free-ports.js';
import { waitUntilHealthy } from './health.js';
import { describeHypervisor, describeNode, describeVirtualMachine, HYPERVISOR, MACHINE } from './host.js';
import { type MachinePorts, makeDisks, startQemu } from './machine.js';
import { RECIPE } from './recipe.js';
import { isOnRecord, type LabRecord, labFiles, runningLab } from './running.js';
import { writeSeed } from './seed.js';
import type { VmSpec } from './spec.js';
import { nodesOf, specify } from './specify.js';
import { collectLogs, labStatus } from './status.js';
import { takeDown } from './take-down.js';

const NAME = 'vm';
const OWNER_ONLY = 0o700;
const SECRET = 0o600;

const NOTES = [
  'Real: a kernel of its own with RAID, bonding, NFS, netem and systemd; HAProxy, Keepalived or Pacemaker, Apache with PHP, GlusterFS.',
  'All nodes share one virtual machine of two processors: figures of performance say how they compare here, not what ten machines would do.',
  'Clients outside come in through QEMU’s user networking, which accepts a connection before the cluster does: an address that nobody has is seen as an answer that does not come.',
];

/** The storage half of the reference topology, in a virtual machine. */
export const vmLab: Lab = {
  name: NAME,
  summary:
    'the reference topology in a virtual machine with RAID, bonding and NFS; needs QEMU, and root once to build its disk',
  describe: viewOf,
  up,
  standing: { down: takeDown, status: labStatus, collectLogs },
};

async function up(cluster: Cluster, options: LabOptions): Promise<RunningLab> {
  const spec = specify(cluster);
  const present = runningLab();
  if (present !== undefined) {
    if (!isOf(present, spec)) throw busy();
    await waitUntilHealthy(present, options);
    // Whoever brought it up takes it down.
    return {
      ...viewOf(cluster),
      remains: { lab: NAME, processes: [], directories: [] },
      down: async () => {},
    };
  }
  const disk = await ensureDisk(RECIPE, options.onProgress);
  refuseIfInterrupted(options.signal);
  const remains = remainsOf();
  options.onRemains?.(remains);
  await claimFolder();
  let lab: LabRecord | undefined;
  try {
    const ports = await newPorts(spec);
    await writeKeysAndSeed(spec, ports.ssh);
    await makeDisks();
    const accelerator = await chooseAccelerator(disk.kernel);
    options.onProgress(`starting the machine (${HOW[accelerator]})`);
    lab = recordOf(spec, cluster, ports, accelerator);
    await writeFile(labFiles().record, JSON.stringify(lab), { mode: SECRET });
    await startQemu(spec, disk, ports, accelerator);
    await waitUntilHealthy(lab, options);
  } catch (error) {
    if (lab === undefined || isOnRecord(lab)) {
      await takeDown();
    }
    throw error;
  }
  return { ...viewOf(cluster), remains, down: async () => void (await takeDown()) };
}

const HOW: Readonly<Record<Accelerator, string>> = {
  kvm: 'with KVM',
  tcg: 'emulated, since KVM is not there or does not work',
};

function viewOf(cluster: Cluster): LabView {
  const nodes = nodesOf(cluster);
  const names = Object.keys(nodes.hosts);
  const present = runningLab();
  return {
    // Another lab that is up says nothing of this cluster; `up` refuses then.
    cluster:
      present !== undefined && isOf(present, specify(cluster))
        ? present.cluster
        : nominalCluster(cluster, planLab(nodes)),
    controls: vmControls(cluster),
    hosts: {
      [HYPERVISOR]: describeHypervisor(),
      [MACHINE]: describeVirtualMachine(),
      ...Object.fromEntries(names.map((host) => [host, describeNode(host)])),
    },
    fidelity: 'vm',
    notes: NOTES,
  };
}

function fingerprint(spec: VmSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 12);
}

function isOf(present: LabRecord, spec: VmSpec): boolean {
  return present.fingerprint === fingerprint(spec);
}

function busy(): ChaosError {
  return new ChaosError('LAB_BUSY', 'another vm lab is up, or is left over', {
    hint: 'take it down first: `chaos lab down vm`',
    exitCode: ExitCode.refused,
  });
}

/** The folder is the lock: whoever makes it has the lab. */
async function claimFolder(): Promise<void> {
  const { folder } = labFiles();
  await mkdir(dirname(folder), { recursive: true });
  try {
    await mkdir(folder, { mode: OWNER_ONLY });
  } catch {
    throw busy();
  }
}

async function newPorts(spec: VmSpec): Promise<MachinePorts> {
  const [ssh = 0, ...forwards] = await freePorts(1 + spec.forwards.length);
  return { ssh, forwards };
}

/** The machine's host key is made here, so that it is known before it is first seen. */
async function writeKeysAndSeed(spec: VmSpec, sshPort: number): Promise<void> {
  const files = labFiles();
  const host = newSshKeyPair('chaos vm lab, host');
  const client = newSshKeyPair('chaos vm lab');
  await writeFile(files.key, client.privateKey, { mode: SECRET });
  await writeFile(files.knownHosts, `[127.0.0.1]:${sshPort} ${host.publicKey}\n`);
  const keys = { hostPrivateKey: host.privateKey, clientPublicKey: `${client.publicKey}\n` };
  await writeSeed(spec, keys, files.seed, files.scratch);
}

function recordOf(spec: VmSpec, cluster: Cluster, ports: MachinePorts, accelerator: Accelerator): LabRecord {
  const portOf = new Map(spec.forwards.map(({ port }, index) => [port, ports.forwards[index] ?? 0]));
  const urlOf = (port: number) => `http://127.0.0.1:${portOf.get(port)}`;
  return {
    fingerprint: fingerprint(spec),
    accelerator,
    sshPort: ports.ssh,
    cluster: withUrls(cluster, urlOf, planLab(nodesOf(cluster))),
  };
}

function remainsOf(): LabRemains {
  const cleanUp = [{ argv: program('take-down'), description: 'take the vm lab down' }];
  return { lab: NAME, processes: [], directories: [], cleanUp };
}
