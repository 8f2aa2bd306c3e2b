import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { describeSshHost } from '../../hosts/ssh/destination.js';
import type { HostDescription } from '../../hosts/types.js';
import type { Accelerator } from './accelerator.js';
import { labFolder } from './folders.js';

/** The files of a lab that is up, all in one folder that only its user can read. */
export function labFiles(folder = labFolder()) {
  const file = (name: string) => join(folder, name);
  return {
    folder,
    record: file('lab.json'),
    pid: file('qemu.pid'),
    monitor: file('monitor.sock'),
    console: file('console.log'),
    key: file('key'),
    knownHosts: file('known_hosts'),
    seed: file('seed.img'),
    state: file('state.img'),
    raid: (member: number) => file(`raid${member}.img`),
    scratch: file('scratch'),
  } as const;
}

/** What is known of a lab that is up. */
export interface LabRecord {
  /** Of its specification: tells whether it is the lab that is wanted. */
  readonly fingerprint: string;
  readonly accelerator: Accelerator;
  readonly sshPort: number;
  /** With every URL as it is from here. */
  readonly cluster: Cluster;
}

/** @returns undefined when no lab is up */
export function runningLab(): LabRecord | undefined {
  return qemuPid() === undefined ? undefined : labOnRecord();
}

/** The lab that the folder belongs to, whether its machine runs or not. */
function labOnRecord(): LabRecord | undefined {
  const { record } = labFiles();
  return existsSync(record) ? (JSON.parse(readFileSync(record, 'utf8')) as LabRecord) : undefined;
}

/** Whether it was not taken down since; another one may be there now. */
export function isOnRecord({ sshPort }: LabRecord): boolean {
  return labOnRecord()?.sshPort === sshPort;
}

/** @throws ChaosError LAB_GONE */
export function requireRunningLab(): LabRecord {
  const lab = runningLab();
  if (lab === undefined) {
    throw new ChaosError('LAB_GONE', 'the vm lab is not up any more', { exitCode: ExitCode.brokeOff });
  }
  return lab;
}

/** QEMU's process id; undefined unless that very process lives. */
export function qemuPid(): number | undefined {
  const { pid, folder } = labFiles();
  try {
    const id = Number(readFileSync(pid, 'utf8'));
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(folder) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** How the machine of a lab that is up is reached: with the lab's own key, known by the lab's own host key. */
export function describeMachine(name: string, { sshPort }: Pick<LabRecord, 'sshPort'>): HostDescription {
  const { key, knownHosts } = labFiles();
  return describeSshHost(name, {
    address: '127.0.0.1',
    port: sshPort,
    user: 'root',
    identityFile: key,
    knownHostsFile: knownHosts,
  });
}
