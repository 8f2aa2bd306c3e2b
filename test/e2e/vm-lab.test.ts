import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSshHost } from '../../src/hosts/ssh/ssh-host.js';
import { MACHINE } from '../../src/labs/vm/host.js';
import { describeMachine, labFiles, qemuPid, requireRunningLab } from '../../src/labs/vm/running.js';
import type { Measurements } from '../../src/measurements/types.js';
import { leftJournals } from '../../src/run/journal.js';
import { hasFailed } from '../support/has-failed.js';
import { longOrSkip, requireOrSkip } from '../support/requirements.js';
import { type Bench, bench, ROOT } from './cli.js';
import { assertExpectedOutage, firstFailover, owners } from './moves.js';

/** Where there is no cached disk, it is built from a Debian mirror first. */
const UP_TIMEOUT_MS = 600_000;
const RUN_TIMEOUT_MS = 300_000;

describe('the vm lab', () => {
  let attempts = 0;
  let untouched: ReturnType<typeof machine>;
  let place: Bench;

  before(async function () {
    this.timeout(UP_TIMEOUT_MS);
    requireQemu(this);
    untouched = machine();
    place = bench();
    addTwin(place);
    const { exitCode, stderr } = await place.chaos('lab', 'up', 'vm');
    assert.equal(exitCode, 0, stderr);
  });

  after(async function () {
    this.timeout(UP_TIMEOUT_MS);
    if (place !== undefined) {
      await place.chaos('lab', 'down', 'vm');
      place.remove();
    }
  });

  // What one test left broken is not what the next one is about.
  afterEach(async function () {
    this.timeout(RUN_TIMEOUT_MS);
    if (this.currentTest !== undefined && hasFailed(this.currentTest)) await place.chaos('heal');
  });

  it('fails over within VRRP’s timers when the master’s cable is pulled, and comes home', async function () {
    // Now and then an emulated machine is held up so long that the address moves before any cable is pulled.
    this.retries(2);
    this.timeout(RUN_TIMEOUT_MS);
    const measurements = await measured(place, `unplugged-${++attempts}`, 'vm', UNPLUGGED);
    for (const vip of ['external', 'internal']) {
      const failover = firstFailover(measurements, vip);
      assertExpectedOutage(failover, { low: 2_609.375, high: 3_609.375 }, SLOWNESS_MS);
      assert.deepEqual(owners(measurements, vip), ['cluster1', 'standby1', 'cluster1'], vip);
    }
  });

  it('takes over when HAProxy is killed on the active director', async function () {
    this.timeout(RUN_TIMEOUT_MS);
    const measurements = await measured(place, 'killed-process', 'vm', KILLED_PROCESS);
    assert.ok(owners(measurements, 'external').includes('standby1'));
  });

  it('delays a link by netem, loses a brick and a node, and heals', async function () {
    longOrSkip(this);
    this.timeout(RUN_TIMEOUT_MS);
    const { states } = await measured(place, 'storage', 'vm', STORAGE);
    const seen = (subject: string) =>
      states.find((one) => one.subject === subject)?.segments.map(({ state }) => state);
    assert.deepEqual(seen('brick:gluster2')?.slice(0, 2), ['up', 'down']);
    assert.deepEqual(seen('container:cluster32p'), ['running', 'stopped', 'running']);
    assert.deepEqual(seen('container:cluster34p'), ['running', 'paused', 'running']);
    assert.deepEqual(seen('server:tcp-gluster/cluster24p'), ['UP', 'MAINT', 'UP']);
  });

  it('takes over with a full disk as well', async function () {
    this.timeout(RUN_TIMEOUT_MS);
    const measurements = await measured(place, 'full', 'vm', FULL_DISK);
    assert.ok(owners(measurements, 'external').includes('standby1'));
  });

  it('serves the page while a member of the array fails and is rebuilt (raid-degraded)', async function () {
    longOrSkip(this);
    this.timeout(RUN_TIMEOUT_MS);
    const { states } = await measuredRun(place, 'raid-degraded', shipped('raid-degraded'));
    assert.deepEqual(coursesOf(states)['raid:nas'], ['UUU', 'UU_', 'UU_ rebuilding', 'UUU']);
    assert.match(coursesOf(states)['rebuild:nas']?.join(' ') ?? '', /^idle .*% *, .* MiB\/s idle$/);
  });

  it('keeps NFS reachable when the active link of the bond is unplugged (bond-member-down)', async function () {
    longOrSkip(this);
    this.timeout(RUN_TIMEOUT_MS);
    const { states } = await measuredRun(place, 'bond-member-down', shipped('bond-member-down'));
    assert.deepEqual(coursesOf(states)['bond:nas'], ['2 of 2, eth0', '1 of 2, eth1', '2 of 2, eth1']);
    assert.deepEqual(coursesOf(states)['link-failures:nas'], ['eth0 0, eth1 0', 'eth0 1, eth1 0']);
  });

  it('has NFS clients that hang with their server, and come back (nfs-server-restart)', async function () {
    longOrSkip(this);
    this.timeout(RUN_TIMEOUT_MS);
    const { states } = await measuredRun(place, 'nfs-server-restart', shipped('nfs-server-restart'));
    const client = coursesOf(states)['nfs:cluster21p'];
    assert.deepEqual(
      [client?.at(0), client?.includes('hangs'), client?.at(-1)],
      ['answers', true, 'answers'],
    );
  });

  it('loses a Gluster peer and heals what it missed (gluster-peer-down)', async function () {
    longOrSkip(this);
    // Without KVM the volume alone takes three minutes to heal.
    this.timeout(2 * RUN_TIMEOUT_MS);
    const { states } = await measuredRun(
      place,
      'gluster-peer-down',
      shipped('gluster-peer-down'),
      '--cluster',
      'vm',
      ...settings(FEWER_REQUESTS),
    );
    assert.deepEqual(coursesOf(states)['peer:gluster1'], ['connected', 'disconnected', 'connected']);
    const brick = coursesOf(states)['brick:gluster1'];
    assert.deepEqual([brick?.at(0), brick?.at(1), brick?.at(-1)], ['up', 'down', 'up']);
  });

  it('spreads a hundred files over the bricks of the distributed volume (gluster-distributed)', async function () {
    longOrSkip(this);
    this.timeout(RUN_TIMEOUT_MS);
    const slower = settings(['integrity.files.every=400ms', 'duration=60s']);
    await measuredRun(
      place,
      'gluster-distributed',
      shipped('gluster-distributed'),
      '--cluster',
      'vm',
      ...slower,
    );
  });

  it('refuses a second member of an array, and a second brick, and heals the first', async function () {
    longOrSkip(this);
    this.timeout(RUN_TIMEOUT_MS);
    for (const [name, text, code] of [
      ['second-member', SECOND_MEMBER, 'ARRAY_NOT_WHOLE'],
      ['second-brick', SECOND_BRICK, 'REPLICA_NOT_WHOLE'],
    ] as const) {
      const { exitCode, stderr } = await place.chaos('run', scenarioFile(place, name, 'vm', text), '--quiet');
      assert.equal(exitCode, 4, stderr);
      assert.match(stderr, new RegExp(`error\\[${code}\\]: second is not injected`));
    }
    assert.match((await place.chaos('lab', 'status', 'vm')).stdout, /nas +array \[UUU\]/);
    assert.deepEqual(leftJournals(place.stateDir), []);
  });

  it('says what cannot be healed when a scratch array loses two members, until it is thrown away', async function () {
    longOrSkip(this);
    this.timeout(RUN_TIMEOUT_MS);
    await onNas('sh', '/lab/scratch', 'up');
    await onNas('mkdir', '/scratch/records');
    try {
      const file = scenarioFile(place, 'lost', 'vm', LOST_ARRAY);
      const { exitCode, stdout, stderr } = await place.chaos('run', file, '--json', '--quiet');
      assert.equal(exitCode, 5, stderr);
      assert.match(stderr, /\/dev\/md9 lacks more members than it can do without, and cannot be rebuilt/);
      const { states, integrity } = JSON.parse(stdout) as Measurements;
      assert.deepEqual(coursesOf(states)['raid:nas/md9']?.slice(0, 3), ['UUU', 'UU_', 'U__']);
      const [records] = integrity;
      assert.ok((records?.acknowledged ?? 0) > 0 && (records?.fates.lost ?? 0) > 0, JSON.stringify(records));
      assert.deepEqual(coursesOf(states)['raid:nas'], ['UUU']);
    } finally {
      await onNas('sh', '/lab/scratch', 'down');
    }
    const { exitCode, stdout, stderr } = await place.chaos('heal');
    assert.equal(exitCode, 0, stdout + stderr);
    assert.deepEqual(leftJournals(place.stateDir), []);
  });

  it('compares NFS with Gluster, healthy and with a member and a brick down (nfs-vs-gluster)', async function () {
    this.timeout(RUN_TIMEOUT_MS);
    const more = ['matrix.blocksPerCondition=8', 'expect.faults.healed=== 2'];
    const { comparison, conditions, behaviour, matrix } = await measuredRun(
      place,
      'nfs-vs-gluster',
      shipped('nfs-vs-gluster'),
      ...settings(SMALL_COMPARISON, more),
    );
    assert.deepEqual(
      comparison?.summaries.map(({ subject, method }) => [subject.page, subject.condition, method]),
      [
        ['static', 'healthy', 'paired'],
        ['static', 'degraded', 'paired'],
      ],
    );
    const lost = matrix.filter(({ invalidBecause }) =>
      invalidBecause.some(({ code }) => /^(CONDITION|FAULT)_/.test(code)),
    );
    assert.deepEqual(lost, []);
    assert.deepEqual(
      conditions.map(({ fault, recoveryMs, cells }) => [fault, (recoveryMs ?? 0) > 0, cells]),
      [
        ['raid.fail-member', true, 16],
        ['storage.brick-down', true, 16],
      ],
    );
    assert.ok(behaviour.every(({ probes }) => (probes?.sent ?? 0) > 0));
  });

  it('shows no difference between NFS and its twin (nfs-vs-gluster, A/A)', async function () {
    // Of twenty comparisons of the same thing one shows a difference by chance; hardly two in a row.
    this.retries(1);
    this.timeout(RUN_TIMEOUT_MS);
    const twins = ['matrix.frontends=[tcp, tcp-twin]', 'compare.values=[tcp, tcp-twin]'];
    const healthy = ['matrix.conditions=[healthy]', 'expect='];
    const { comparison } = await measuredRun(
      place,
      `twin-${++attempts}`,
      shipped('nfs-vs-gluster'),
      ...settings(SMALL_COMPARISON, twins, healthy),
    );
    assert.deepEqual(
      comparison?.summaries.map(({ verdict }) => verdict),
      ['none'],
    );
  });

  it('comes back by itself when the machine is reset in the middle of a run', async function () {
    this.timeout(RUN_TIMEOUT_MS);
    const { outages, faults } = await measured(place, 'reset', 'vm', RESET);
    assert.ok(outages.some(({ durationMs }) => durationMs > 5_000));
    assert.ok(faults[0]?.healedMs !== undefined && faults[0].healedMs !== null);
  });

  it('says what runs, and who has what', async function () {
    this.timeout(RUN_TIMEOUT_MS);
    const status = () => place.chaos('lab', 'status', 'vm');
    // The machine was just reset: it may take its balancer a while to see every server again.
    for (let attempt = 0; attempt < 20 && !/http\/cluster32p +UP/.test((await status()).stdout); attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
    }
    const { exitCode, stdout } = await status();
    assert.equal(exitCode, 0);
    assert.match(stdout, /cluster1 +running +director/);
    assert.match(stdout, /external +198\.18\.1\.200 +cluster1\n/);
    assert.match(stdout, /http\/cluster32p +UP/);
    assert.match(stdout, /nas +array \[UUU\]/);
    assert.match(stdout, /gluster3 +brick up pending 0/);
  });

  it('collects what its nodes say', async () => {
    assert.equal((await place.chaos('lab', 'logs', 'vm', '--out', 'logs')).exitCode, 0);
    const log = readFileSync(join(place.folder, 'logs', 'cluster1', 'keepalived.log'), 'utf8');
    assert.match(log, /\(external\) Entering MASTER STATE/);
  });

  it('is not mistaken for a lab of another cluster file', async () => {
    const third = 'cluster.frontends.tcp-third={mode: tcp, storage: nfs}';
    const file = scenarioFile(
      place,
      'third',
      'vm',
      UNPLUGGED.replace('frontend: tcp', 'frontend: tcp-third'),
    );
    const { exitCode, stderr } = await place.chaos('run', file, ...settings([third]));
    assert.equal(exitCode, 3);
    assert.match(stderr, /error\[LAB_BUSY\].*\n.*chaos lab down vm/);
  });

  it('is refused when its host key is another than the one it was given', async () => {
    const { knownHosts } = labFiles();
    const known = readFileSync(knownHosts, 'utf8');
    writeFileSync(knownHosts, known.replace(/ssh-ed25519 \S+/, ANOTHER_KEY));
    try {
      const { exitCode, stderr } = await place.chaos('run', scenarioFile(place, 'bad-key', 'vm', UNPLUGGED));
      assert.notEqual(exitCode, 0);
      assert.match(stderr, /error\[HOST_KEY_CHANGED\]/);
    } finally {
      writeFileSync(knownHosts, known);
    }
    assert.deepEqual(leftJournals(place.stateDir), []);
  });

  it('has its cable plugged in by chaos heal after a kill -9, and stays up', async function () {
    this.timeout(RUN_TIMEOUT_MS);
    const file = scenarioFile(place, 'killed', 'vm', UNPLUGGED);
    const running = place.start('run', file, '--out', 'killed');
    await running.shows(/fault unplug effective/);
    running.child.kill('SIGKILL');
    await running.ended;
    const { exitCode, stdout, stderr } = await place.chaos('heal');
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match((await place.chaos('lab', 'status', 'vm')).stdout, /external +198\.18\.1\.200 +\w/);
    assert.deepEqual(leftJournals(place.stateDir), []);
  });

  it('leaves nothing behind when it goes down', async () => {
    assert.equal((await place.chaos('lab', 'down', 'vm')).exitCode, 0);
    assert.deepEqual(machine(), untouched);
  });
});

describe('the vm lab under Pacemaker', () => {
  let untouched: ReturnType<typeof machine>;
  let place: Bench;

  before(async function () {
    this.timeout(UP_TIMEOUT_MS);
    requireQemu(this);
    untouched = machine();
    place = bench();
    const { exitCode, stderr } = await place.chaos('lab', 'up', 'vm', '--ha', 'pacemaker');
    assert.equal(exitCode, 0, stderr);
  });

  after(async function () {
    this.timeout(UP_TIMEOUT_MS);
    if (place !== undefined) {
      await place.chaos('lab', 'down', 'vm');
      place.remove();
      assert.deepEqual(machine(), untouched);
    }
  });

  it('keeps address and HAProxy on the same node when the interface of the first goes down', async function () {
    this.timeout(RUN_TIMEOUT_MS);
    const measurements = await measured(place, 'colocated', 'vm-pacemaker', UNPLUGGED_PAIR);
    for (const vip of ['external', 'internal']) {
      assert.ok(owners(measurements, vip).includes('standby1'), vip);
    }
  });
});

/** Beyond VRRP's timers: what an emulated machine may take to answer the first request. */
const SLOWNESS_MS = 2_000;

/** An emulated machine is kept busy by what a real one hardly notices. */
const FEWER_REQUESTS = ['probes.read.every=500ms', 'probes.list.every=5s', 'integrity.records.every=1s'];

/** Eight blocks of one page at one concurrency: as many as a verdict on two conditions takes. */
const SMALL_COMPARISON = [
  'pages.image=',
  'matrix.pages=[static]',
  'matrix.concurrency=[3]',
  'matrix.repeat=8',
  'compare.metrics=[matrix.requestsPerSecond]',
];

const shipped = (name: string) => join(ROOT, 'scenarios', `${name}.yaml`);

/** Of nobody who is known. */
const ANOTHER_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

const PAGES = `pages:
  static: { path: /index.php, expect: { status: 200, contains: served by } }
`;

const UNPLUGGED = `${PAGES}
requires: [director, vip]
probes:
  - { id: users, page: static, frontend: tcp, every: 100ms, timeout: 1s }
faults:
  - { id: unplug, at: 3s, inject: nic.unplug, target: cluster1, for: 10s }
settle: 12s
expect:
  failover.count: ">= 2"
  faults.healed: "== 1"
`;

const UNPLUGGED_PAIR = `${PAGES}
requires: [director, vip]
probes:
  - { id: users, page: static, frontend: tcp, every: 200ms, timeout: 1s }
faults:
  - { id: unplug, at: 3s, inject: nic.unplug, target: "director:active", for: 15s }
settle: 12s
expect:
  failover.count: ">= 1"
  faults.healed: "== 1"
`;

const KILLED_PROCESS = `${PAGES}
requires: [director, vip]
probes:
  - { id: users, page: static, frontend: tcp, every: 100ms, timeout: 1s }
faults:
  - { id: kill, at: 3s, inject: process.kill, target: "director:active", for: 7s }
settle: 8s
expect:
  failover.count: ">= 1"
  faults.healed: "== 1"
`;

const STORAGE = `${PAGES}
requires: [gluster, web-gluster, web-nfs]
probes:
  - { id: gluster, page: static, frontend: http-gluster, every: 200ms, timeout: 2s }
  - { id: nfs, page: static, frontend: http, every: 200ms, timeout: 2s }
faults:
  - { id: slow, at: 1s, inject: link.delay, target: cluster2, with: { delay: 20ms, network: internal }, for: 5s }
  - { id: maint, at: 2s, inject: haproxy.server-maint, target: cluster24p, for: 6s }
  - { id: brick, at: 3s, inject: storage.brick-down, target: gluster2, for: 25s }
  - { id: gone, at: 4s, inject: power.off, target: cluster32p, for: 6s }
  - { id: freeze, at: 12s, inject: container.pause, target: cluster34p, for: 4s }
settle: 20s
expect:
  faults.healed: "== 5"
  availability.requests: ">= 50%"
`;

const SECOND_MEMBER = `${PAGES}
requires: [storage, raid]
faults:
  - { id: first, at: 1s, inject: raid.remove-member, target: nas, for: 60s }
  - { id: second, at: 30s, inject: raid.fail-member, target: nas, with: { member: /dev/vdd }, for: 1s }
`;

const SECOND_BRICK = `${PAGES}
requires: [gluster]
faults:
  - { id: first, at: 1s, inject: storage.brick-down, target: gluster2, for: 60s }
  - { id: second, at: 30s, inject: storage.brick-down, target: gluster3, for: 1s }
`;

/** Held until the end, and far apart: on a slow machine the one must have happened before the other is due. */
const LOST_ARRAY = `${PAGES}
requires: [storage, raid]
faults:
  - id: first
    at: 1s
    inject: raid.fail-member
    target: nas
    with: { array: /dev/md9, member: /dev/loop2, evenIfDegraded: true }
  - id: second
    at: 20s
    inject: raid.fail-member
    target: nas
    with: { array: /dev/md9, member: /dev/loop1, evenIfDegraded: true }
settle: 8s
integrity:
  - { id: records, on: nas, folder: /scratch/records, every: 500ms, timeout: 4s, patience: 5s }
`;

const FULL_DISK = `${PAGES}
requires: [director, vip]
probes:
  - { id: users, page: static, frontend: tcp, every: 200ms, timeout: 1s }
faults:
  - { id: full, at: 1s, inject: disk.fill, target: standby1, with: { folder: /var/log }, for: 15s }
  - { id: kill, at: 4s, inject: process.kill, target: "director:active", for: 7s }
settle: 8s
expect:
  failover.count: ">= 1"
  faults.healed: "== 2"
`;

const RESET = `${PAGES}
probes:
  - { id: users, page: static, frontend: tcp, every: 200ms, timeout: 1s }
faults:
  - { id: reset, at: 3s, inject: power.reset, target: machine, for: 5s }
expect:
  faults.healed: "== 1"
`;

function scenarioFile(place: Bench, name: string, cluster: string, text: string): string {
  const file = join(place.folder, `${name}.yaml`);
  writeFileSync(file, `name: ${name}\ntitle: { en: ${name} }\ncluster: ${cluster}\n${text}`);
  return file;
}

function settings(...lists: readonly (readonly string[])[]): string[] {
  return lists.flat().flatMap((one) => ['--set', one]);
}

/** The cluster of the lab with a second frontend of the same servers, which must not differ from the first. */
function addTwin({ folder }: Bench): void {
  const text = readFileSync(join(ROOT, 'fixtures', 'clusters', 'vm.yaml'), 'utf8');
  const twin = text.replace(
    /^ {2}http-gluster: .*\n/m,
    (last) => `${last}  tcp-twin: { mode: tcp, storage: nfs }\n`,
  );
  assert.notEqual(twin, text);
  mkdirSync(join(folder, 'clusters'));
  writeFileSync(join(folder, 'clusters', 'vm.yaml'), twin);
}

function measured(place: Bench, name: string, cluster: string, text: string): Promise<Measurements> {
  return measuredRun(place, name, scenarioFile(place, name, cluster, text));
}

async function measuredRun(
  place: Bench,
  name: string,
  file: string,
  ...options: readonly string[]
): Promise<Measurements> {
  const run = ['run', file, '--out', name, '--json', '--quiet', ...options];
  const { exitCode, stdout, stderr } = await place.chaos(...run);
  assert.notEqual(stdout, '', stderr);
  const measurements = JSON.parse(stdout) as Measurements;
  assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2) + stderr);
  assert.equal(measurements.fidelity, 'vm');
  assert.deepEqual(readdirSync(join(place.stateDir, 'journals')), []);
  return measurements;
}

/** The states of each subject, one after another; moments out of sight are left out. */
function coursesOf(states: Measurements['states']): Record<string, readonly string[]> {
  return Object.fromEntries(
    states.map(({ subject, segments }) => [
      subject,
      segments
        .map(({ state }) => state)
        .filter((state) => state !== 'unknown')
        .filter((state, index, all) => state !== all[index - 1]),
    ]),
  );
}

/** Runs a command on the storage server, as `lab status` says how. */
async function onNas(...argv: readonly string[]): Promise<void> {
  const machine = await openSshHost(describeMachine(MACHINE, requireRunningLab()), process.env);
  try {
    const { exitCode, stderr } = await machine.exec(['node', 'nas', ...argv]);
    assert.equal(exitCode, 0, stderr);
  } finally {
    await machine.close();
  }
}

function requireQemu(context: Mocha.Context): void {
  const present = ['qemu-system-x86_64', 'mmdebstrap', 'mke2fs'].every((program) => isInstalled(program));
  const isRoot = process.getuid?.() === 0;
  const why = isRoot ? 'install qemu-system-x86, mmdebstrap and e2fsprogs' : 'building the disk needs root';
  requireOrSkip(context, 'qemu', present && isRoot, why);
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Everything of this machine that the lab could leave something in. */
function machine() {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  return {
    qemu: qemuPid(),
    folder: existsSync(labFiles().folder),
    links: readdirSync('/sys/class/net').sort(),
    mounts: mounts.filter((line) => /chaos/.test(line)),
  };
}
