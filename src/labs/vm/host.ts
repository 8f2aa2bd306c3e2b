import { describePrefixHost } from '../../hosts/prefix.js';
import type { Host, HostDescription, HostKind } from '../../hosts/types.js';
import { describeMachine, requireRunningLab } from './running.js';

/** The host of what is done to the machine from outside: this machine, as far as it runs QEMU. */
export const HYPERVISOR = 'hypervisor';
/** The virtual machine itself, over ssh. */
export const MACHINE = 'machine';
const KIND = 'vm-lab';

/** The virtual machine of the lab, over ssh, wherever its port and its key are now. */
export const vmLabHostKind: HostKind = {
  kind: KIND,
  summary: 'the virtual machine of the vm lab, over ssh',
  open: async ({ name }, openOther) => {
    const machine = await openOther(describeMachine(name, requireRunningLab()));
    return untilGone(name, machine);
  },
};

/** The same host; a command that fails because the lab was taken down says so. */
function untilGone(name: string, machine: Host): Host {
  const description = describeVirtualMachine(name);
  return {
    ...machine,
    name,
    description,
    exec: async (argv, options) => {
      try {
        return await machine.exec(argv, options);
      } catch (error) {
        requireRunningLab();
        throw error;
      }
    },
    // Shared with others, and closed by whoever opened it.
    close: async () => {},
  };
}

export function describeHypervisor(): HostDescription {
  return { kind: 'local', name: HYPERVISOR };
}

export function describeVirtualMachine(name = MACHINE): HostDescription {
  return { kind: KIND, name };
}

/** A node of the lab: commands go in by the machine's `node`. */
export function describeNode(host: string): HostDescription {
  return describePrefixHost(host, ['node', host], describeVirtualMachine());
}
