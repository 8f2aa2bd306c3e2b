import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/cli/package-root.js';
import {
  type VirtualMachine,
  virtualCable,
  virtualPower,
} from '../../../src/hosts/controls/virtual-machine.js';
import { holds } from '../../../src/hosts/steps.js';
import type { Check } from '../../../src/hosts/types.js';

const RECORDINGS = join(packageRoot(), 'fixtures', 'recordings', 'hypervisors');

/** Whether a check holds by what the hypervisor printed. */
function holdsBy(check: Check, recording: string): boolean {
  const stdout = readFileSync(join(RECORDINGS, `${recording}.stdout`), 'utf8');
  return holds(check, { exitCode: 0, stdout, stderr: '', durationMs: 1 });
}

const MACHINES: readonly {
  readonly vm: VirtualMachine;
  readonly cable: string;
  readonly pull: readonly string[];
  readonly plug: readonly string[];
  readonly cut: readonly string[];
  readonly recordings: {
    readonly in: string;
    readonly out: string;
    readonly on: string;
    readonly off: string;
  };
}[] = [
  {
    vm: { kind: 'virsh', on: 'kvm1', machine: 'cluster1' },
    cable: 'vnet0',
    pull: ['virsh', 'domif-setlink', 'cluster1', 'vnet0', 'down'],
    plug: ['virsh', 'domif-setlink', 'cluster1', 'vnet0', 'up'],
    cut: ['virsh', 'destroy', 'cluster1'],
    recordings: {
      in: 'virsh-link-up',
      out: 'virsh-link-down',
      on: 'virsh-running',
      off: 'virsh-shut-off',
    },
  },
  {
    vm: { kind: 'virtualbox', on: 'local', machine: 'cluster1' },
    cable: '1',
    pull: ['VBoxManage', 'controlvm', 'cluster1', 'setlinkstate1', 'off'],
    plug: ['VBoxManage', 'controlvm', 'cluster1', 'setlinkstate1', 'on'],
    cut: ['VBoxManage', 'controlvm', 'cluster1', 'poweroff'],
    recordings: {
      in: 'vboxmanage-on',
      out: 'vboxmanage-cable-out',
      on: 'vboxmanage-on',
      off: 'vboxmanage-off',
    },
  },
];

for (const { vm, cable, pull, plug, cut, recordings } of MACHINES) {
  describe(`a virtual machine of ${vm.kind}`, () => {
    it('has its cable pulled and plugged in where the hypervisor is', () => {
      const action = virtualCable(vm, cable);
      assert.deepEqual(
        action.inject.map(({ host, argv }) => [host, argv]),
        [[vm.on, pull]],
      );
      assert.deepEqual(
        action.undo.map(({ argv }) => argv),
        [plug],
      );
    });

    it('shows by what its hypervisor prints whether the cable is in', () => {
      const { preflight, effective, recovered } = virtualCable(vm, cable);
      for (const check of [...preflight, recovered]) {
        assert.ok(holdsBy(check, recordings.in));
        assert.ok(!holdsBy(check, recordings.out));
      }
      assert.ok(holdsBy(effective, recordings.out));
      assert.ok(!holdsBy(effective, recordings.in));
    });

    it('shows by what its hypervisor prints whether it is switched on', () => {
      const { preflight, inject, effective, recovered } = virtualPower(vm);
      assert.deepEqual(
        inject.map(({ argv }) => argv),
        [cut],
      );
      for (const check of [...preflight, recovered]) {
        assert.ok(holdsBy(check, recordings.on));
        assert.ok(!holdsBy(check, recordings.off));
      }
      assert.ok(holdsBy(effective, recordings.off));
      assert.ok(!holdsBy(effective, recordings.on));
    });
  });
}
