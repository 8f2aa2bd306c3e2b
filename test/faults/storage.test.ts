import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faults } from '../../src/cli/catalog.js';
import { packageRoot } from '../../src/cli/package-root.js';
import { loadCluster } from '../../src/cluster/loader.js';
import type { Cluster } from '../../src/cluster/types.js';
import { bondCanLoseALink } from '../../src/hosts/controls/linux-bond.js';
import type { Controls } from '../../src/hosts/controls/types.js';
import { stepsOf } from '../../src/hosts/steps.js';
import type { Action, Check, Step } from '../../src/hosts/types.js';
import { liveControls } from '../../src/labs/live-controls.js';
import { vmControls } from '../../src/labs/vm/controls.js';
import { hasCode } from '../hosts/contract.js';

let cluster: Cluster;
let own: Cluster;

before(async () => {
  const sources = { searchDirs: [`${packageRoot()}/fixtures/clusters`], env: {}, cwd: '.', overrides: [] };
  cluster = (await loadCluster('vm', sources)).value;
  const { lab: _, ...others } = cluster;
  const ssh = { via: 'ssh', address: '198.18.100.100' } as const;
  own = {
    ...others,
    environment: 'test',
    hosts: Object.fromEntries(
      Object.entries(cluster.hosts).map(([name, host]) => [name, { ...host, reach: ssh }]),
    ),
  };
});

function action(
  fault: string,
  host: string,
  options: object = {},
  controls?: Controls,
  on = cluster,
): Action {
  const definition = faults[fault] ?? assert.fail(fault);
  const read = definition.options.parse(options);
  return definition.compose({ host, cluster: on, controls: controls ?? vmControls(on) }, read);
}

/** An array in a folder, as the kernel's own files show it, and an mdadm that acts on it. */
class ToyArray {
  readonly folder = mkdtempSync(join(tmpdir(), 'chaos-array-'));
  readonly device = join(this.folder, 'md0');

  constructor(files: Readonly<Record<string, string>> = {}) {
    const members = Object.fromEntries(
      ['vdd', 'vde', 'vdf'].flatMap((name, slot) => [
        [`dev-${name}/state`, 'in_sync'],
        [`dev-${name}/slot`, String(slot)],
      ]),
    );
    const speeds = { sync_speed_min: '1000 (system)', sync_speed_max: '4096 (local)' };
    const whole = { level: 'raid5', raid_disks: '3', degraded: '0', sync_action: 'idle' };
    for (const [name, text] of Object.entries({ ...whole, ...speeds, ...members, ...files })) {
      this.write(name, text);
    }
    writeFileSync(this.device, '');
    const mdadm = join(this.folder, 'mdadm');
    writeFileSync(mdadm, MDADM);
    chmodSync(mdadm, 0o755);
  }

  write(name: string, text: string): void {
    const path = join(this.folder, 'block/md0/md', name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `${text}\n`);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, 'block/md0/md', name), 'utf8').trim();
  }

  get hasNotes(): boolean {
    return existsSync(join(this.folder, 'note.member')) || existsSync(join(this.folder, 'note.speed'));
  }

  /** Runs a command of a fault here: its array, its notes and the kernel's files are in the folder. */
  run({ argv }: Step): { readonly code: number | null; readonly out: string; readonly err: string } {
    const [program = '', flag = '', text = '', name = '', _array, member = '', _note, _files, ...more] = argv;
    const words = [this.device, member, join(this.folder, 'note'), join(this.folder, 'block'), ...more];
    const { status, stdout, stderr } = spawnSync(program, [flag, text, name, ...words], {
      encoding: 'utf8',
      env: { PATH: `${this.folder}:${process.env.PATH}`, MD: join(this.folder, 'block/md0/md') },
    });
    return { code: status, out: stdout.trim(), err: stderr };
  }

  holds(check: Check): boolean {
    const { code, out } = this.run(check);
    return code === 0 && new RegExp(check.stdoutMatches ?? '', 'm').test(out);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

const MDADM = `#!/bin/sh
member=$MD/dev-\${3##*/}
case $2 in
  --fail) echo faulty >"$member/state"; echo 1 >"$MD/degraded"; [ ! -e "$MD/lost" ] || exit 2 ;;
  --remove) mkdir -p "$MD/removed" && mv "$member" "$MD/removed/" ;;
  --add) mv "$MD/removed/\${member##*/}" "$member"; echo spare >"$member/state" ;;
  *) [ "$1" != --detail ] || { [ -e "$MD/lost" ] && echo 'State : clean, FAILED'; } ;;
esac
exit 0
`;

describe('a member of an array that is failed', () => {
  const refusals = (fault: Action, array: ToyArray) =>
    fault.preflight.filter((one) => !array.holds(one)).map(({ refusal }) => refusal?.code);
  const all = (steps: readonly Step[], array: ToyArray) => {
    for (const one of steps) {
      const { code, err } = array.run(one);
      assert.equal(code, 0, err);
    }
  };
  let array: ToyArray;

  afterEach(() => array.remove());

  it('is the last one unless it is named, comes back, and the rebuild’s speed is put back', () => {
    array = new ToyArray();
    const fault = action('raid.fail-member', 'nas', { rebuildLimit: '2MiB/s' });
    assert.deepEqual(refusals(fault, array), []);
    all(fault.inject, array);
    assert.equal(array.read('dev-vdf/state'), 'faulty');
    assert.ok(array.holds(fault.effective));
    assert.ok(!array.holds(fault.recovered));
    all([...fault.undo, ...fault.undo], array);
    assert.equal(array.read('dev-vdf/state'), 'spare');
    assert.deepEqual([array.read('sync_speed_min'), array.read('sync_speed_max')], ['2048', '2048']);
    array.write('dev-vdf/state', 'in_sync');
    array.write('degraded', '0');
    assert.ok(array.holds(fault.recovered));
    const afterwards = fault.afterwards ?? [];
    all([...afterwards, ...afterwards], array);
    assert.deepEqual([array.read('sync_speed_min'), array.read('sync_speed_max')], ['system', '4096']);
    assert.ok(!array.hasNotes);
  });

  it('is removed at once where that is asked for', () => {
    array = new ToyArray();
    const fault = action('raid.remove-member', 'nas', { member: '/dev/vde' });
    all(fault.inject, array);
    assert.ok(existsSync(join(array.folder, 'block/md0/md/removed/dev-vde')));
    assert.ok(array.holds(fault.effective));
    all(fault.undo, array);
    assert.equal(array.read('dev-vde/state'), 'spare');
  });

  it('is refused where the array is degraded, rebuilds, or has no redundancy, unless told', () => {
    for (const files of [
      { degraded: '1' },
      { sync_action: 'recover' },
      { level: 'raid1', raid_disks: '1' },
    ]) {
      array = new ToyArray(files);
      assert.deepEqual(refusals(action('raid.fail-member', 'nas'), array), ['ARRAY_NOT_WHOLE']);
      assert.deepEqual(refusals(action('raid.fail-member', 'nas', { evenIfDegraded: true }), array), []);
      array.remove();
    }
    array = new ToyArray({ 'dev-vde/state': 'faulty', degraded: '1' });
    const twice = action('raid.fail-member', 'nas', { member: '/dev/vde', evenIfDegraded: true });
    assert.deepEqual(refusals(twice, array), ['MEMBER_NOT_IN_USE']);
  });

  it('that ends the array counts as failed, and its recovery says that it cannot be rebuilt', () => {
    array = new ToyArray({ lost: '', degraded: '1', 'dev-vdf/state': 'faulty' });
    const fault = action('raid.fail-member', 'nas', { member: '/dev/vde', evenIfDegraded: true });
    all(fault.inject, array);
    assert.ok(array.holds(fault.effective));
    const [undo = assert.fail()] = fault.undo;
    const { code, err } = array.run(undo);
    assert.equal(code, 1);
    assert.match(err, /cannot be rebuilt.*`mdadm --assemble --force`/);
  });

  it('is of the array that is named, or of the cluster file’s', () => {
    array = new ToyArray();
    const arrays = (options: object) => action('raid.fail-member', 'nas', options).inject[0]?.argv[4];
    assert.deepEqual([arrays({}), arrays({ array: '/dev/md9' })], ['/dev/md0', '/dev/md9']);
    assert.throws(() => action('raid.fail-member', 'gluster1'), hasCode('ARRAY_UNKNOWN'));
  });
});

describe('a bond that is to lose a link', () => {
  const bond = (name: string) => join(packageRoot(), 'fixtures/recordings/storage', `bond-${name}.txt`);
  const verdict = (file: string, member?: string) => {
    const { argv } = bondCanLoseALink({ host: 'nas', bond: 'bond0', member });
    const [program = '', flag = '', text = '', name = '', _file, ...more] = argv;
    return execFileSync(program, [flag, text, name, file, ...more], { encoding: 'utf8' }).trim();
  };

  it('can, while another link is up and it watches them', () => {
    assert.deepEqual([verdict(bond('whole')), verdict(bond('whole'), 'eth1')], ['ready', 'ready']);
    const { stdoutMatches = '' } = bondCanLoseALink({ host: 'nas', bond: 'bond0', member: undefined });
    assert.match('ready', new RegExp(stdoutMatches, 'm'));
    assert.doesNotMatch(verdict(bond('link-down')), new RegExp(stdoutMatches, 'm'));
  });

  it('cannot lose the last one that is up', () => {
    assert.equal(verdict(bond('link-down')), '1 of its 2 links is up: it is the last');
    assert.equal(verdict(bond('link-down'), 'eth1'), '1 of its 2 links is up: it is the last');
  });

  it('cannot where it would not notice, or does not have the link', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chaos-bond-'));
    const unwatched = join(folder, 'bond0');
    writeFileSync(unwatched, readFileSync(bond('whole'), 'utf8').replace('(ms): 100', '(ms): 0'));
    assert.equal(verdict(unwatched), 'it does not watch its links: miimon is 0');
    assert.equal(verdict(join(folder, 'none')), 'there is no such bond');
    rmSync(folder, { recursive: true });
    assert.equal(verdict(bond('whole'), 'eth7'), 'eth7 is no link of it');
    assert.equal(verdict(bond('link-down'), 'eth0'), 'eth0 is down already');
  });
});

describe('the faults of an NFS server', () => {
  it('count as healed when the mount of every client answers', () => {
    for (const fault of ['nfs.stop', 'nfs.hang']) {
      const { alsoRecovered = [] } = action(fault, 'nas');
      assert.deepEqual(
        alsoRecovered.map(({ host }) => host),
        ['cluster21p', 'cluster22p', 'cluster31p', 'cluster32p'],
      );
    }
  });

  it('stop and start it in good order, by the means of its environment', () => {
    assert.deepEqual(action('nfs.stop', 'nas').inject[0]?.argv, ['sh', '/lab/nfs', 'stop']);
    const live = action('nfs.stop', 'nas', {}, liveControls(own), own);
    assert.deepEqual(live.undo[0]?.argv, ['systemctl', 'start', 'nfs-server']);
  });

  it('cut its port alone, by a table of their own, with a timer where it could cut us off', () => {
    const { inject, undo, mayCutOff } = action('nfs.hang', 'nas', {}, liveControls(own), own);
    assert.match(inject[0]?.input ?? '', /tcp dport 2049 drop[\s\S]*tcp sport 2049 drop/);
    assert.doesNotMatch(`${inject[0]?.input}${undo[0]?.input}`, /flush/);
    assert.deepEqual(mayCutOff, ['nas']);
  });

  it('hit nothing but the server', () => {
    assert.throws(() => action('nfs.stop', 'cluster2'), hasCode('NO_NFS_SERVER'));
  });
});

describe('the faults of Gluster', () => {
  it('are refused while another brick is down or not healed, unless told', () => {
    for (const fault of ['storage.brick-down', 'gluster.peer-unplug']) {
      const codes = (options: object) =>
        action(fault, 'gluster2', options).preflight.flatMap(({ refusal }) => refusal?.code ?? []);
      assert.deepEqual(codes({}), ['REPLICA_NOT_WHOLE']);
      assert.deepEqual(codes({ evenIfDegraded: true }), []);
    }
  });

  it('wait for the heal, after the management daemon too', () => {
    const { inject, alsoRecovered } = action('gluster.glusterd-kill', 'gluster2');
    assert.deepEqual(inject[0]?.argv.slice(4), ['gluster2', 'glusterd', 'KILL']);
    assert.deepEqual(
      alsoRecovered?.map(({ stdoutMatches }) => stdoutMatches),
      ['^up pending 0$'],
    );
    assert.throws(() => action('gluster.glusterd-kill', 'nas'), hasCode('UNKNOWN_BRICK'));
  });
});

describe('disks that are slowed', () => {
  it('are slowed from outside the machine, where that can be done', () => {
    const { inject, undo } = action('disk.slow', 'nas', { speed: '1MiB/s', operations: 50 });
    assert.deepEqual(inject[0]?.argv.slice(-3), ['limit', '1048576', '50']);
    assert.deepEqual(undo[0]?.argv.slice(-3), ['limit', '0', '0']);
    assert.throws(
      () => action('disk.slow', 'nas', { speed: '1MiB/s' }, liveControls(own), own),
      hasCode('CONTROL_MISSING'),
    );
    assert.equal(faults['disk.slow']?.options.safeParse({}).success, false);
  });
});

describe('the faults of storage', () => {
  it('are the same on a machine of one’s own, where they are commands on it', () => {
    const controls = liveControls(own);
    const hosts = (fault: Action) => [...new Set(stepsOf(fault).map(({ host }) => host))];
    assert.deepEqual(hosts(action('raid.fail-member', 'nas', {}, controls, own)), ['nas']);
    assert.deepEqual(hosts(action('bond.member-down', 'nas', {}, controls, own)), ['nas']);
    assert.throws(() => action('bond.unplug-member', 'nas', {}, controls, own), hasCode('CONTROL_MISSING'));
  });

  it('use shell lines that a POSIX shell can read', () => {
    const actions = [
      action('raid.fail-member', 'nas', { rebuildLimit: '2MiB/s' }),
      action('raid.remove-member', 'nas'),
      action('bond.unplug-member', 'nas'),
      action('bond.member-down', 'nas'),
      action('nfs.stop', 'nas'),
    ];
    const watches = Object.values(vmControls(cluster).watch ?? {}).flat();
    const scripts = [...actions.flatMap(stepsOf), ...watches]
      .map(({ argv }) => argv)
      .filter(([program, flag]) => program === 'sh' && flag === '-c');
    assert.ok(scripts.length > 30);
    for (const [, , text = ''] of scripts) {
      execFileSync('sh', ['-n', '-c', text]);
    }
  });

  it('pull a link of a bond at the end that the machine has, and plug all in again', () => {
    const { inject, undo } = action('bond.unplug-member', 'nas', { member: 'eth1' });
    assert.deepEqual(inject[0]?.argv.slice(4), [
      'nas',
      'bond0',
      'eth1',
      'eth0=n5-internal.0',
      'eth1=n5-internal.1',
    ]);
    assert.deepEqual(
      undo.map(({ argv }) => argv.join(' ')),
      ['ip link set dev n5-internal.0 up', 'ip link set dev n5-internal.1 up'],
    );
    assert.throws(() => action('bond.unplug-member', 'nas', { member: 'eth2' }), hasCode('UNKNOWN_MEMBER'));
  });
});
