import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { endQemu } from './machine.js';
import { labFiles, qemuPid, runningLab } from './running.js';

/**
 * Ends the machine and removes its disks, sockets and keys, whoever made them. May be called again, and when
 * nothing is there.
 * @returns how many hosts there were, the machine and its nodes
 * @throws ChaosError LAB_REMAINS when QEMU does not end
 */
export async function takeDown(): Promise<number> {
  const { folder } = labFiles();
  if (!existsSync(folder)) {
    return 0;
  }
  const hosts = Object.keys(runningLab()?.cluster.hosts ?? {});
  const pid = qemuPid();
  if (!(await endQemu())) {
    throw new ChaosError('LAB_REMAINS', `QEMU (process ${pid}) does not end`, {
      hint: `kill -9 ${pid}, then \`chaos lab down vm\``,
      exitCode: ExitCode.unhealed,
    });
  }
  await rm(folder, { recursive: true, force: true });
  return hosts.length;
}
