import { check, step } from '../../hosts/controls/steps.js';
import type { DiskLimits } from '../../hosts/controls/types.js';
import type { Action } from '../../hosts/types.js';
import { program } from './entry-points.js';
import { HYPERVISOR } from './host.js';

/** Slows the disks under the array, as QEMU gives them to the machine: all that use them wait. */
export function slowDisks(host: string, { bytesPerSecond = 0, operationsPerSecond = 0 }: DiskLimits): Action {
  const disks = `the disks of ${host}'s array`;
  const limit = (bytes: number, operations: number) =>
    program('disks', 'limit', String(bytes), String(operations));
  const isSo = (bytes: number, operations: number, description: string) =>
    check(HYPERVISOR, program('disks', 'state'), description, `^${bytes} ${operations}$`);
  const words = [
    ...(bytesPerSecond === 0 ? [] : [`${bytesPerSecond} bytes/s`]),
    ...(operationsPerSecond === 0 ? [] : [`${operationsPerSecond} operations/s`]),
  ].join(' and ');
  return {
    preflight: [isSo(0, 0, `${disks} are not limited yet`)],
    inject: [step(HYPERVISOR, limit(bytesPerSecond, operationsPerSecond), `limit ${disks} to ${words} each`)],
    undo: [step(HYPERVISOR, limit(0, 0), `take the limit off ${disks}`)],
    effective: isSo(bytesPerSecond, operationsPerSecond, `${disks} are limited`),
    recovered: isSo(0, 0, `${disks} are not limited`),
  };
}
