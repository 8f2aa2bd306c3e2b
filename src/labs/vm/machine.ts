import { truncate, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ACCELERATION, type Accelerator } from './accelerator.js';
import { type Disk, makeFileSystem } from './disk.js';
import { tellQemu } from './qmp.js';
import { DISKS } from './recipe.js';
import { runTool } from './run-tool.js';
import { labFiles, qemuPid } from './running.js';
import type { VmSpec } from './spec.js';
import { UPLINK } from './uplink.js';

const MEMORY_MIB = 3072;
const PROCESSORS = 2;
const STATE_MIB = 2048;
const RAID_MEMBER_BYTES = 128 * 1024 * 1024;
const START_TIMEOUT_MS = 30_000;
const END_TIMEOUT_MS = 5_000;
const END_PERIOD_MS = 50;
const SSH_PORT = 22;

/** Ports on 127.0.0.1. */
export interface MachinePorts {
  readonly ssh: number;
  /** For each of the specification's forwards, in their order. */
  readonly forwards: readonly number[];
}

/** Makes the disks that are new for every lab: what nodes keep, and the members of the array. */
export async function makeDisks(): Promise<void> {
  const files = labFiles();
  await makeFileSystem(files.state, STATE_MIB, 'state');
  for (const member of DISKS.raid.keys()) {
    await writeFile(files.raid(member), '');
    await truncate(files.raid(member), RAID_MEMBER_BYTES);
  }
}

/**
 * Starts QEMU in the background.
 * @throws ChaosError LAB_FAILED with what it said
 */
export async function startQemu(
  spec: VmSpec,
  disk: Disk,
  ports: MachinePorts,
  accelerator: Accelerator,
): Promise<void> {
  const files = labFiles();
  const argv = [
    'qemu-system-x86_64',
    ...['-name', 'chaos-vm-lab', '-nodefaults', '-no-user-config', '-display', 'none'],
    ...[...ACCELERATION[accelerator], '-smp', String(PROCESSORS), '-m', String(MEMORY_MIB)],
    ...['-kernel', disk.kernel, '-initrd', disk.initrd],
    ...['-append', `console=ttyS0 root=${DISKS.root} rw quiet panic=1 mitigations=off net.ifnames=0`],
    ...['-serial', `file:${files.console}`],
    ...['-qmp', `unix:${files.monitor},server=on,wait=off`],
    ...['-object', 'rng-random,id=random,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=random'],
    // In the order of DISKS. What is written to the first is thrown away when QEMU ends.
    ...drive('root', disk.image, 'snapshot=on,cache=unsafe'),
    ...drive('seed', files.seed, 'readonly=on'),
    ...drive('state', files.state, 'cache=unsafe'),
    ...DISKS.raid.flatMap((_device, member) => drive(`raid${member}`, files.raid(member), 'cache=unsafe')),
    ...userNetwork('uplink', UPLINK.subnet, UPLINK.hostAddress, [
      `127.0.0.1:${ports.ssh}-${UPLINK.guestAddress}:${SSH_PORT}`,
    ]),
    ...userNetwork(
      'entry',
      spec.entry.subnet,
      spec.entry.clientAddress,
      spec.forwards.map(
        ({ address, port }, index) => `127.0.0.1:${ports.forwards[index]}-${address}:${port}`,
      ),
    ),
    ...['-pidfile', files.pid, '-daemonize'],
  ];
  await runTool(argv, START_TIMEOUT_MS, { TMPDIR: files.folder });
}

function drive(name: string, file: string, options: string): string[] {
  return [
    ...['-drive', `if=none,id=${name},file=${file},format=raw,${options}`],
    ...['-device', `virtio-blk-pci,drive=${name},serial=${name}`],
  ];
}

/** `restrict`: the machine reaches nothing outside; it is only reached, by the ports that are forwarded. */
function userNetwork(id: string, subnet: string, host: string, forwards: readonly string[]): string[] {
  const forwarded = forwards.map((forward) => `,hostfwd=tcp:${forward}`).join('');
  return [
    ...['-netdev', `user,id=${id},ipv6=off,restrict=on,net=${subnet},host=${host}${forwarded}`],
    ...['-device', `virtio-net-pci,netdev=${id},id=${id}`],
  ];
}

/** Ends QEMU, however it is. @returns whether it is gone */
export async function endQemu(): Promise<boolean> {
  await tellQemu(labFiles().monitor, [{ execute: 'quit' }]).catch(() => {});
  if (await isGone()) {
    return true;
  }
  const pid = qemuPid();
  if (pid !== undefined) {
    process.kill(pid, 'SIGKILL');
  }
  return isGone();
}

async function isGone(): Promise<boolean> {
  const deadlineMs = performance.now() + END_TIMEOUT_MS;
  while (qemuPid() !== undefined) {
    if (performance.now() > deadlineMs) {
      return false;
    }
    await sleep(END_PERIOD_MS);
  }
  return true;
}
