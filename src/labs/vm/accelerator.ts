import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localHost } from '../../hosts/local.js';

/** How QEMU runs the machine's instructions. */
export type Accelerator = 'kvm' | 'tcg';

const TRIAL_TIMEOUT_MS = 5_000;
const DEBUG_EXIT_PORT = 0xf4;
const SECTOR_BYTES = 512;
const WRITTEN = 0x10;
/** isa-debug-exit ends QEMU with twice the value that was written to it, plus one. */
const EXPECTED_EXIT = 2 * WRITTEN + 1;

/** `mov al, WRITTEN; out DEBUG_EXIT_PORT, al; hlt`, as the boot sector of a disk. */
const TRIAL_PROGRAM = [0xb0, WRITTEN, 0xe6, DEBUG_EXIT_PORT, 0xf4];

/** KVM where it truly runs a program: a device that is there may still hang. */
export async function chooseAccelerator(): Promise<Accelerator> {
  return isAccessible('/dev/kvm') && (await runsUnderKvm()) ? 'kvm' : 'tcg';
}

function isAccessible(device: string): boolean {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function runsUnderKvm(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-kvm-'));
  try {
    const disk = join(folder, 'boot.img');
    await writeFile(disk, bootSector(TRIAL_PROGRAM));
    const argv = [
      ...['qemu-system-x86_64', '-accel', 'kvm', '-m', '16', '-nodefaults', '-display', 'none'],
      ...['-device', `isa-debug-exit,iobase=${DEBUG_EXIT_PORT},iosize=4`],
      ...['-drive', `file=${disk},format=raw,if=ide`, '-boot', 'c'],
    ];
    const { exitCode } = await localHost('local').exec(argv, { timeoutMs: TRIAL_TIMEOUT_MS });
    return exitCode === EXPECTED_EXIT;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function bootSector(program: readonly number[]): Buffer {
  const sector = Buffer.alloc(SECTOR_BYTES);
  sector.set(program, 0);
  sector.set([0x55, 0xaa], SECTOR_BYTES - 2);
  return sector;
}
