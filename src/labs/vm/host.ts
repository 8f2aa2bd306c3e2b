import { localHost } from '../../hosts/local.js';
import { describePrefixHost } from '../../hosts/prefix.js';
import type { ExecResult, Host, HostDescription, HostKind } from '../../hosts/types.js';
import { toldHost } from '../told-host.js';
import { describeMachine, requireRunningLab } from './running.js';

/** The host of what is done to the machine from outside: this machine, as far as it runs QEMU. */
export const HYPERVISOR = 'hypervisor';
/** The virtual machine itself, over ssh. */
export const MACHINE = 'machine';
const KIND = 'vm-lab';

/** The virtual machine of the lab wherever its port and its key are now, and the machine that runs it. */
export const vmLabHostKind: HostKind = {
  kind: KIND,
  summary: 'the virtual machine of the vm lab over ssh, and the machine that runs it',
  open: async (description, openOther) => {
    const { name } = description;
    const lab = requireRunningLab();
    const reached = name === HYPERVISOR ? localHost(name) : await openOther(describeMachine(name, lab));
    return untilGone(reached, description);
  },
};

/** The same host; a command that fails because the lab was taken down says so. */
function untilGone(host: Host, description: HostDescription): Host {
  const told = async (answer: Promise<ExecResult>): Promise<ExecResult> => {
    try {
      const result = await answer;
      if (result.exitCode !== 0) {
        requireRunningLab();
      }
      return result;
    } catch (error) {
      requireRunningLab();
      throw error;
    }
  };
  return {
    ...toldHost(host, told),
    description,
    // Shared with others, and closed by whoever opened it.
    close: async () => {},
  };
}

export function describeHypervisor(): HostDescription {
  return { kind: KIND, name: HYPERVISOR };
}

export function describeVirtualMachine(): HostDescription {
  return { kind: KIND, name: MACHINE };
}

/** A node of the lab: commands go in by the machine's `node`. */
export function describeNode(host: string): HostDescription {
  return describePrefixHost(host, ['node', host], describeVirtualMachine());
}
