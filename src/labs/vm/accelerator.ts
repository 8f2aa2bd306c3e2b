import { accessSync, constants } from 'node:fs';
import { localHost } from '../../hosts/local.js';

/** How QEMU runs the machine's instructions. */
export type Accelerator = 'kvm' | 'tcg';

export const ACCELERATION: Readonly<Record<Accelerator, readonly string[]>> = {
  kvm: ['-accel', 'kvm', '-cpu', 'host'],
  tcg: ['-accel', 'tcg,thread=multi', '-cpu', 'max'],
};

/** With KVM this takes one or two seconds. */
const TRIAL_TIMEOUT_MS = 10_000;

/**
 * KVM where it truly works: a device that is there may still hang, or refuse this processor.
 * @param kernel one that is booted for trial
 */
export async function chooseAccelerator(kernel: string): Promise<Accelerator> {
  return isAccessible('/dev/kvm') && (await bootsUnderKvm(kernel)) ? 'kvm' : 'tcg';
}

function isAccessible(device: string): boolean {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A kernel that finds no root panics, which ends QEMU by itself: it came as far as that. */
async function bootsUnderKvm(kernel: string): Promise<boolean> {
  const argv = [
    ...['qemu-system-x86_64', ...ACCELERATION.kvm, '-smp', '2', '-m', '256'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-kernel', kernel, '-append', 'quiet panic=-1'],
  ];
  try {
    return (await localHost('local').exec(argv, { timeoutMs: TRIAL_TIMEOUT_MS })).exitCode === 0;
  } catch {
    return false;
  }
}
