/**
 * The disks under the array, through QEMU's monitor.
 * Usage: disks-process.js limit BYTES_PER_SECOND OPERATIONS_PER_SECOND | state
 *
 * 0 is no limit. Prints the limits of each disk, `BYTES_PER_SECOND OPERATIONS_PER_SECOND`, once where all agree.
 */
import { messageOf } from '../../core/errors.js';
import { tellQemu } from './qmp.js';
import { DISKS } from './recipe.js';
import { labFiles, requireRunningLab } from './running.js';

const ARRAY_DISKS = DISKS.raid.map((_device, member) => `raid${member}`);

interface BlockDevice {
  readonly device: string;
  readonly inserted?: { readonly bps: number; readonly iops: number };
}

async function limit(bytes: number, operations: number): Promise<void> {
  const each = { bps: bytes, bps_rd: 0, bps_wr: 0, iops: operations, iops_rd: 0, iops_wr: 0 };
  await tellQemu(
    labFiles().monitor,
    ARRAY_DISKS.map((device) => ({ execute: 'block_set_io_throttle', arguments: { device, ...each } })),
  );
}

async function state(): Promise<string> {
  const [devices] = await tellQemu(labFiles().monitor, [{ execute: 'query-block' }]);
  const limits = (devices as BlockDevice[])
    .filter(({ device }) => ARRAY_DISKS.includes(device))
    .map(({ inserted }) => `${inserted?.bps ?? 0} ${inserted?.iops ?? 0}`);
  return [...new Set(limits)].join('\n');
}

async function main([order, bytes, operations]: readonly string[]): Promise<string> {
  requireRunningLab();
  if (order === 'limit') {
    await limit(Number(bytes), Number(operations));
  } else if (order !== 'state') {
    throw new Error('usage: limit BYTES_PER_SECOND OPERATIONS_PER_SECOND | state');
  }
  return state();
}

main(process.argv.slice(2)).then(
  (answer) => process.stdout.write(`${answer}\n`),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
