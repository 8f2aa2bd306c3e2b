import type { Action, Check } from '../types.js';
import { check, script, step } from './steps.js';

/** A virtual machine as its hypervisor knows it. */
export interface VirtualMachine {
  readonly kind: 'virsh' | 'virtualbox';
  /** The host that the hypervisor's program runs on. */
  readonly on: string;
  readonly machine: string;
}

/**
 * Pulls a cable of a virtual machine: it sees its carrier lost.
 * @param cable a device or MAC address (virsh), or the number of an adapter (VirtualBox)
 */
export function virtualCable(vm: VirtualMachine, cable: string): Action {
  const name = `the cable ${cable} of ${vm.machine}`;
  const { set, state, isIn, isOut } = CABLES[vm.kind](vm.machine, cable);
  const asked = (pattern: string, words: string): Check =>
    check(vm.on, state, `${name} is ${words}`, pattern);
  return {
    preflight: [asked(isIn, 'plugged in')],
    inject: [step(vm.on, set(false), `pull ${name}`)],
    undo: [step(vm.on, set(true), `plug in ${name}`)],
    effective: asked(isOut, 'out'),
    recovered: asked(isIn, 'plugged in'),
  };
}

/** Cuts the power of a virtual machine; recovery switches it on and waits until it runs. */
export function virtualPower(vm: VirtualMachine): Action {
  const { off, on, state, isOn, isOff } = POWER[vm.kind](vm.machine);
  return {
    preflight: [check(vm.on, state, `${vm.machine} is switched on`, isOn)],
    inject: [step(vm.on, off, `cut the power of ${vm.machine}`)],
    undo: [step(vm.on, on, `switch ${vm.machine} on`)],
    effective: check(vm.on, state, `${vm.machine} is off`, isOff),
    recovered: check(vm.on, state, `${vm.machine} is switched on`, isOn),
  };
}

interface CableCommands {
  set(isIn: boolean): readonly string[];
  readonly state: readonly string[];
  readonly isIn: string;
  readonly isOut: string;
}

/** virsh(1): domif-setlink, domif-getlink; VBoxManage: controlvm, showvminfo. */
const CABLES: Readonly<Record<VirtualMachine['kind'], (machine: string, cable: string) => CableCommands>> = {
  virsh: (machine, cable) => ({
    set: (isIn) => ['virsh', 'domif-setlink', machine, cable, isIn ? 'up' : 'down'],
    state: ['virsh', 'domif-getlink', machine, cable],
    isIn: '\\b(up|default)$',
    isOut: '\\bdown$',
  }),
  virtualbox: (machine, cable) => ({
    set: (isIn) => ['VBoxManage', 'controlvm', machine, `setlinkstate${cable}`, isIn ? 'on' : 'off'],
    state: ['VBoxManage', 'showvminfo', machine, '--machinereadable'],
    isIn: `^cableconnected${cable}="on"`,
    isOut: `^cableconnected${cable}="off"`,
  }),
};

interface PowerCommands {
  readonly off: readonly string[];
  /** No error where it is on already: an undo may be done twice. */
  readonly on: readonly string[];
  readonly state: readonly string[];
  readonly isOn: string;
  readonly isOff: string;
}

const POWER: Readonly<Record<VirtualMachine['kind'], (machine: string) => PowerCommands>> = {
  virsh: (machine) => ({
    off: ['virsh', 'destroy', machine],
    on: script('virsh domstate "$1" | grep -qx running || virsh start "$1"', machine),
    state: ['virsh', 'domstate', machine],
    isOn: '^running$',
    isOff: '^shut off$',
  }),
  virtualbox: (machine) => ({
    off: ['VBoxManage', 'controlvm', machine, 'poweroff'],
    on: script(
      'VBoxManage showvminfo "$1" --machinereadable | grep -qx \'VMState="running"\' || VBoxManage startvm "$1" --type headless',
      machine,
    ),
    state: ['VBoxManage', 'showvminfo', machine, '--machinereadable'],
    isOn: '^VMState="running"',
    isOff: '^VMState="(poweroff|aborted)"',
  }),
};
