import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { program } from '../../src/labs/docker/entry-points.js';
import type { Measurements } from '../../src/measurements/types.js';
import { leftJournals } from '../../src/run/journal.js';
import { hasFailed } from '../support/has-failed.js';
import { requireOrSkip } from '../support/requirements.js';
import { type Bench, bench, ROOT } from './cli.js';
import { assertExpectedOutage, firstFailover, owners } from './moves.js';

/** Where no registry and no cached image is, the image is built from a Debian mirror first. */
const UP_TIMEOUT_MS = 600_000;
/** What ARP and the first connection take beyond the timers, and what a busy machine may be late by. */
const LATE_MS = 300;

const scenario = (name: string) => join(ROOT, 'scenarios', `${name}.yaml`);
const sets = (...pairs: string[]) => pairs.flatMap((pair) => ['--set', pair]);

describe('the docker lab', () => {
  let untouched: Machine;
  let place: Bench;

  before(async function () {
    this.timeout(UP_TIMEOUT_MS);
    requireDocker(this);
    untouched = machine();
    place = bench();
    const { exitCode, stderr } = await place.chaos('lab', 'up', 'docker');
    assert.equal(exitCode, 0, stderr);
  });

  after(async function () {
    this.timeout(UP_TIMEOUT_MS);
    if (place !== undefined) {
      await place.chaos('lab', 'down', 'docker');
      place.remove();
    }
  });

  const measured = (name: string, ...args: string[]) => measuredOn('docker', place, name, ...args);

  it('fails over within VRRP’s timers and comes home (failover-master)', async () => {
    const measurements = await measured('failover-master');
    const failover = firstFailover(measurements, 'external');
    assertExpectedOutage(failover, { low: 2_609.375, high: 3_609.375 }, LATE_MS);
    const phases = [failover.causeMs, failover.detectedMs, failover.takeoverMs];
    assert.deepEqual(
      phases,
      phases.toSorted((one, other) => (one ?? 0) - (other ?? 0)),
    );
    assert.ok(
      Math.abs((failover.announcedMs ?? 0) - failover.takeoverMs) < 1_000,
      'no gratuitous ARP was seen',
    );
    assert.ok(readdirSync(join(place.folder, 'failover-master', 'charts')).includes('failovers.svg'));
    for (const vip of ['external', 'internal']) {
      assert.deepEqual(owners(measurements, vip), ['cluster1', 'standby1', 'cluster1'], vip);
    }
  });

  it('goes on to the third director when two are unplugged (failover-cascade)', async () => {
    assert.ok(owners(await measured('failover-cascade'), 'external').includes('standby2'));
  });

  it('takes over when HAProxy dies (director-process-killed)', async () => {
    const measurements = await measured('director-process-killed');
    const failover = firstFailover(measurements, 'external');
    assert.equal(failover.to, 'standby1');
    // The check fails twice, a second apart; then the owner says farewell and the next one waits its skew.
    assertExpectedOutage(failover, { low: 1_609.375, high: 2_609.375 }, LATE_MS);
    const statesOf = (subject: string) => seenStates(measurements, subject);
    assert.deepEqual(statesOf('vrrp:cluster1:external')?.slice(0, 2), ['master', 'fault']);
    assert.deepEqual(statesOf('haproxy:cluster1')?.slice(0, 3), ['up', 'down', 'up']);
  });

  it('has two owners of an address when its directors lose sight of each other (split-brain)', async () => {
    await measured('split-brain');
  });

  it('spreads a hundred files over the distributed volume, and a client sees all (gluster-distributed)', async () => {
    await measured('gluster-distributed');
  });

  it('has a hundred files on each brick of the replicated volume (gluster-replicated)', async () => {
    await measured('gluster-replicated');
  });

  it('takes faults on hosts, containers, services and links all at once, and heals every one', async () => {
    const file = join(place.folder, 'faults.yaml');
    writeFileSync(file, FAULTS_SCENARIO);
    const measurements = await measured(file, '--out', 'faults');
    const down = (subject: string) => seenStates(measurements, subject)?.includes('stopped');
    assert.ok(
      ['cluster4', 'cluster41p', 'cluster44p', 'cluster2'].every((host) => down(`container:${host}`)),
    );
    // What lived on the container that was killed is back, in the network that it shares with it now.
    assert.match(output('docker', 'exec', 'chaos-cluster21p', 'ip', 'address') ?? '', /198\.18\.100\./);
  });

  it('refuses what the kernel cannot do before anything is touched, and does it where it can', async () => {
    const file = join(place.folder, 'delay.yaml');
    writeFileSync(file, DELAY_SCENARIO);
    const { exitCode, stderr } = await place.chaos('run', file, '--out', 'delay', '--quiet');
    if (exitCode !== 0) {
      assert.equal(exitCode, 3, stderr);
      assert.match(stderr, /error\[HOST_LACKS\]: link\.delay: not so: the kernel of cluster3 .*netem/);
    }
  });

  it('finds two stopped containers and no more (containers-down)', async () => {
    await measured('containers-down');
  });

  it('finds the containers of an unplugged host (host-down)', async () => {
    // HAProxy begins the next check of a server `inter` after the last one timed out: three take 12 s.
    await measured('host-down', ...sets('faults.unplug-host.for=30s'));
  });

  it('takes servers in turn by connection and keeps a client by cookie (balance)', async () => {
    await measured('balance');
  });

  it('serves the site while a brick is dead, a server in maintenance and one frozen, and heals', async () => {
    const file = join(place.folder, 'storage.yaml');
    writeFileSync(file, STORAGE_SCENARIO);
    const { states } = await measured(file, '--out', 'storage');
    const seen = (subject: string) => seenStates({ states }, subject);
    assert.deepEqual(seen('brick:gluster2')?.slice(0, 2), ['up', 'down']);
    assert.deepEqual(seen('container:cluster34p'), ['running', 'paused', 'running']);
    assert.deepEqual(seen('server:tcp-gluster/cluster24p'), ['UP', 'MAINT', 'UP']);
  });

  it('sends ab’s load from a container of its own', async () => {
    const file = join(place.folder, 'ab.yaml');
    writeFileSync(file, AB_SCENARIO);
    const { matrix } = await measured(file, '--out', 'ab');
    assert.equal(matrix.length, 2);
    assert.ok(matrix.every(({ valid }) => valid));
  });

  it('says what runs and who has the addresses', async () => {
    const { exitCode, stdout } = await place.chaos('lab', 'status', 'docker');
    assert.equal(exitCode, 0);
    assert.match(stdout, /cluster1 +running +director/);
    assert.match(stdout, /external +198\.18\.1\.200 +cluster1\n/);
    assert.match(stdout, /http\/cluster43p +UP/);
    assert.match(stdout, /gluster3 +brick up pending 0/);
  });

  it('collects what its nodes say', async () => {
    assert.equal((await place.chaos('lab', 'logs', 'docker', '--out', 'logs')).exitCode, 0);
    const log = readFileSync(join(place.folder, 'logs', 'cluster1', 'log', 'keepalived.log'), 'utf8');
    assert.match(log, /\(external\) Entering MASTER STATE/);
  });

  it('is not mistaken for a lab of another cluster file', async () => {
    const args = ['run', scenario('balance'), '--cluster', 'docker-small', '--out', 'other'];
    const { exitCode, stderr } = await place.chaos(...args);
    assert.equal(exitCode, 3);
    assert.match(stderr, /error\[LAB_BUSY\].*\n.*chaos lab down docker/);
  });

  it('never touches the uplink of this machine', () => {
    const own = uplink();
    assert.ok(own, 'this machine has no default route');
    const routes = output('ip', 'route', 'show', 'default');
    for (const bridge of [own, '', 'docker0']) {
      assert.equal(output(...command(program('cable', 'unplug', 'chaos-cluster1', bridge))), undefined);
    }
    assert.ok(machine().links.includes(`${own} up`));
    assert.equal(output('ip', 'route', 'show', 'default'), routes);
  });

  it('has its cable plugged in by chaos heal after a kill -9, and stays up', async () => {
    const running = place.start('run', scenario('failover-master'), '--cluster', 'docker', '--out', 'killed');
    await running.shows(/fault unplug-master effective/);
    running.child.kill('SIGKILL');
    await running.ended;
    const state = command(program('cable', 'state', 'chaos-cluster1', 'chaos-external'));
    assert.equal(output(...state), 'unplugged');
    const { exitCode, stdout, stderr } = await place.chaos('heal');
    assert.equal(exitCode, 0, stdout + stderr);
    assert.equal(output(...state), 'plugged');
    assert.deepEqual(leftJournals(place.stateDir), []);
  });

  it('has routes, filters and shaped links as before after a kill -9 and chaos heal', async () => {
    const network = () =>
      ['cluster3', 'standby2', 'cluster1', 'gluster2'].map((host) => {
        const inside = (...argv: string[]) => output('docker', 'exec', `chaos-${host}`, ...argv);
        return [
          inside('ip', 'route'),
          inside('ip', '-o', '-4', 'address')?.replaceAll(/ +/g, ' '),
          inside('nft', 'list', 'tables'),
          inside('tc', 'qdisc'),
          inside('ls', '/run/chaos'),
        ];
      });
    // After a fault of the test before, the first director takes the addresses back within an advertisement or two.
    await until(() => ['198.18.1.200', '198.18.100.200'].every((vip) => network()[2]?.[1]?.includes(vip)));
    const before = network();
    const file = join(place.folder, 'network.yaml');
    writeFileSync(file, NETWORK_SCENARIO);
    const running = place.start('run', file, '--out', 'network');
    await running.shows(/fault narrow effective/);
    running.child.kill('SIGKILL');
    await running.ended;
    assert.notDeepEqual(network(), before);
    const { exitCode, stdout, stderr } = await place.chaos('heal');
    assert.equal(exitCode, 0, stdout + stderr);
    await until(() => isDeepStrictEqual(network(), before));
    assert.deepEqual(network(), before);
  });

  it('leaves nothing behind when it goes down, even with a cable out', async () => {
    const running = place.start('run', scenario('failover-master'), '--cluster', 'docker', '--out', 'gone');
    await running.shows(/fault unplug-master effective/);
    running.child.kill('SIGKILL');
    await running.ended;
    assert.equal((await place.chaos('lab', 'down', 'docker')).exitCode, 0);
    // What the fault did is gone with the lab.
    assert.equal((await place.chaos('heal')).exitCode, 0);
    assert.deepEqual(machine(), untouched);
  });

  for (const [moment, pattern] of [
    ['while its lab comes up', /waiting for every server/],
    ['during a fault', /fault unplug-master effective/],
  ] as const) {
    it(`leaves nothing behind after a kill -9 of a run ${moment} and chaos heal`, async () => {
      const run = ['run', scenario('failover-master'), '--cluster', 'docker-small', '--out', moment];
      const running = place.start(...run, ...sets('faults.unplug-master.at=500ms'));
      await running.shows(pattern);
      running.child.kill('SIGKILL');
      await running.ended;
      const { exitCode, stdout, stderr } = await place.chaos('heal');
      assert.equal(exitCode, 0, stdout + stderr);
      assert.deepEqual(machine(), untouched);
    });
  }

  it('is the same when compose starts it from the file that was written', async function () {
    this.timeout(360_000);
    requireOrSkip(this, 'compose', composeProgram() !== undefined, 'apt-get install docker-compose');
    const [program = '', ...first] = composeProgram() ?? [];
    const written = await place.chaos('lab', 'compose', 'docker', '--scale', 'small', '--out', 'compose');
    assert.equal(written.exitCode, 0, written.stderr);
    const file = join(place.folder, 'compose', 'compose.yaml');
    const compose = (...args: string[]) =>
      execFileSync(program, [...first, '--file', file, ...args], { stdio: 'pipe' });
    try {
      compose('up', '--detach');
      assert.ok(await answers('http://198.18.1.200:90/index.php'), 'the site on Gluster does not answer');
      assert.ok(await answers('http://198.18.1.200:80/index.php'), 'the site does not answer');
    } finally {
      compose('down', '--volumes', '--timeout', '1');
    }
    assert.deepEqual(machine(), untouched);
  });

  it('goes down again when it is interrupted while it comes up', async () => {
    const running = place.start('lab', 'up', 'docker', '--scale', 'small');
    await running.shows(/waiting for/);
    running.child.kill('SIGINT');
    assert.equal((await running.ended).exitCode, 130);
    assert.deepEqual(machine(), untouched);
  });
});

describe('the docker lab under Pacemaker', () => {
  let untouched: Machine;
  let place: Bench;
  let attempts = 0;

  const up = async () => {
    const { exitCode, stderr } = await place.chaos('lab', 'up', 'docker', '--ha', 'pacemaker');
    assert.equal(exitCode, 0, stderr);
  };

  before(async function () {
    this.timeout(UP_TIMEOUT_MS);
    requireDocker(this);
    untouched = machine();
    place = bench();
    await up();
  });

  // What Pacemaker has come to in one test is not what the next one is about; why it has is told.
  afterEach(async function () {
    this.timeout(UP_TIMEOUT_MS);
    if (this.currentTest === undefined || !hasFailed(this.currentTest)) return;
    for (const director of ['cluster1', 'standby1', 'standby2']) {
      console.log(
        output('docker', 'exec', `chaos-${director}`, 'timeout', '10', 'crm_mon', '-1', '-r', '-f', '-A'),
      );
    }
    await place.chaos('lab', 'down', 'docker');
    await up();
  });

  after(async function () {
    this.timeout(UP_TIMEOUT_MS);
    if (place !== undefined) {
      await place.chaos('lab', 'down', 'docker');
      place.remove();
      assert.deepEqual(machine(), untouched);
    }
  });

  it('moves addresses and HAProxy together when the clients’ interface goes down (colocation)', async () => {
    const measurements = await measuredOn('docker-pacemaker', place, 'colocation');
    const resource = (id: string) =>
      seenStates(measurements, `resource:${id}`)?.filter((word) => word !== 'stopped');
    assert.deepEqual(resource('haproxy'), ['cluster1', 'standby1', 'cluster1']);
    assert.deepEqual(resource('vip-external'), resource('haproxy'));
  });

  it('moves them when HAProxy dies (director-process-killed)', async () => {
    const measurements = await measuredOn('docker-pacemaker', place, 'director-process-killed');
    assert.deepEqual(owners(measurements, 'external'), ['cluster1', 'standby1', 'cluster1']);
  });

  it('starts them on the next, and the next, when directors lose all their cables (pacemaker-failover)', async function () {
    // Seen now and then, and not understood: when all cables are back, the group does not come home.
    this.retries(1);
    this.timeout(360_000);
    const out = ['--out', `pacemaker-failover-${++attempts}`];
    const measurements = await measuredOn('docker-pacemaker', place, scenario('pacemaker-failover'), ...out);
    assert.ok(owners(measurements, 'external').includes('standby2'));
    assert.ok(seenStates(measurements, 'node:cluster1')?.includes('offline'));
  });

  it('moves them when a director is put on standby, and when a resource is said to have failed', async () => {
    const file = join(place.folder, 'administered.yaml');
    writeFileSync(file, ADMINISTERED_SCENARIO);
    const measurements = await measuredOn('docker-pacemaker', place, file, '--out', 'administered');
    assert.ok(seenStates(measurements, 'node:cluster1')?.includes('standby'));
  });
});

const STATIC_PAGE = 'static: { path: /index.php, expect: { status: 200, contains: served by } }';

const STORAGE_SCENARIO = `
name: storage
title: { en: Storage }
cluster: docker
requires: [gluster, web-gluster]
pages: { ${STATIC_PAGE} }
probes:
  - { id: users, page: static, frontend: tcp-gluster, every: 50ms, timeout: 2s }
faults:
  - { id: maint, at: 1s, inject: haproxy.server-maint, target: cluster24p, for: 5s }
  - { id: brick, at: 2s, inject: storage.brick-down, target: gluster2, for: 8s }
  - { id: freeze, at: 3s, inject: container.pause, target: cluster34p, for: 3s }
  - { id: freeze-process, at: 7s, inject: process.pause, target: cluster44p, for: 2s }
expect:
  faults.healed: "== 4"
  availability.requests: ">= 80%"
`;

const AB_SCENARIO = `
name: ab-from-client
title: { en: ab from the client }
cluster: docker
pages: { ${STATIC_PAGE} }
matrix:
  pages: [static]
  frontends: [tcp, tcp-gluster]
  requests: [200]
  concurrency: [3]
  engine: ab
  from: client
  keepAlive: false
expect:
  matrix.failed: "== 0"
`;

const FAULTS_SCENARIO = `
name: faults
title: { en: Faults of every kind }
cluster: docker
pages: { ${STATIC_PAGE} }
probes:
  - { id: users, page: static, frontend: tcp, every: 100ms, timeout: 1s }
faults:
  - { id: restart, at: 1s, inject: container.restart, target: cluster31p, with: { grace: 1s }, for: 1s }
  - { id: nic, at: 2s, inject: nic.down, target: gluster3, for: 2s }
  - { id: power, at: 2s, inject: power.off, target: cluster4, for: 2s }
  - { id: partition, at: 3s, inject: network.partition, target: standby2, with: { network: heartbeat }, for: 2s }
  - { id: narrow, at: 3s, inject: link.limit, target: gluster2, with: { perSecond: 1MB }, for: 2s }
  - { id: service, at: 4s, inject: service.stop, target: standby1, for: 2s }
  - { id: killed, at: 5s, inject: container.kill, target: cluster2, for: 2s }
duration: 10s
expect:
  faults.healed: "== 7"
`;

const DELAY_SCENARIO = `
name: delay
title: { en: A delayed link }
cluster: docker
pages: { ${STATIC_PAGE} }
probes:
  - { id: users, page: static, frontend: tcp, every: 100ms, timeout: 1s }
faults:
  - { id: delay, at: 500ms, inject: link.delay, target: cluster3, with: { delay: 20ms }, for: 1s }
`;

/** Undone by nobody before it is healed. */
const NETWORK_SCENARIO = `
name: network
title: { en: Faults of the network }
cluster: docker
pages: { ${STATIC_PAGE} }
probes:
  - { id: users, page: static, frontend: tcp, every: 100ms, timeout: 1s }
faults:
  - { id: nic, at: 500ms, inject: nic.down, target: cluster3, for: 60s }
  - { id: partition, at: 500ms, inject: network.partition, target: standby2, with: { from: cluster1 }, for: 60s }
  - { id: narrow, at: 3s, inject: link.limit, target: gluster2, with: { perSecond: 1MB }, for: 60s }
`;

const ADMINISTERED_SCENARIO = `
name: administered
title: { en: Standby and a failed resource }
cluster: docker-pacemaker
requires: [director, vip, pacemaker]
pages: { ${STATIC_PAGE} }
probes:
  - { id: users, page: static, frontend: tcp, every: 50ms, timeout: 1s }
faults:
  - { id: standby, at: 2s, inject: pacemaker.node-standby, target: cluster1, for: 8s }
  - { id: failed, at: 24s, inject: pacemaker.resource-fail, target: "director:active", with: { resource: haproxy }, for: 8s }
duration: 40s
expect:
  failover.count: ">= 2"
  faults.healed: "== 2"
`;

/** @param name a shipped scenario, or a file; a file needs `--out` among the arguments */
async function measuredOn(
  cluster: string,
  place: Bench,
  name: string,
  ...args: string[]
): Promise<Measurements> {
  const what = isAbsolute(name) ? [name] : [scenario(name), '--out', name];
  const run = ['run', ...what, '--cluster', cluster, '--json', '--quiet', ...args];
  const { exitCode, stdout, stderr } = await place.chaos(...run);
  assert.notEqual(stdout, '', stderr);
  const measurements = JSON.parse(stdout) as Measurements;
  assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2) + stderr);
  assert.equal(measurements.fidelity, 'docker');
  assert.deepEqual(readdirSync(join(place.stateDir, 'journals')), []);
  return measurements;
}

function seenStates({ states }: Pick<Measurements, 'states'>, subject: string): string[] | undefined {
  return states.find((one) => one.subject === subject)?.segments.map(({ state }) => state);
}

/** Compose as Docker's plugin, or as a program of its own. */
function composeProgram(): readonly string[] | undefined {
  const forms = [['docker', 'compose'], ['docker-compose']];
  return forms.find(([program = '', ...args]) => output(program, ...args, 'version') !== undefined);
}

/** Waits for what comes by itself, half a minute at most: what is expected of it is asserted afterwards. */
async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 60 && !holds(); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Whether a page of the lab answers within two minutes. */
async function answers(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 120; attempt++) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if ((await response.text()).includes('served by')) {
        return true;
      }
    } catch {
      // It is not up yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return false;
}

function requireDocker(context: Mocha.Context): void {
  const answers = output('docker', 'version', '--format', '{{.Server.Version}}') !== undefined;
  const isRoot = process.getuid?.() === 0;
  const why = isRoot ? 'no Docker daemon answers' : 'pulling cables of containers needs root';
  requireOrSkip(context, 'docker', answers && isRoot, why);
}

type Machine = ReturnType<typeof machine>;

/** Everything of this machine that a lab could leave something in. */
function machine() {
  const links: { ifname: string; flags: string[] }[] = JSON.parse(output('ip', '-j', 'link', 'show') ?? '[]');
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  return {
    containers: output('docker', 'ps', '--all', '--quiet'),
    networks: output('docker', 'network', 'ls', '--format', '{{.Name}}'),
    volumes: output('docker', 'volume', 'ls', '--quiet'),
    links: links.map(({ ifname, flags }) => `${ifname} ${flags.includes('UP') ? 'up' : 'down'}`),
    routes: output('ip', 'route', 'show'),
    firewall: output('nft', 'list', 'ruleset'),
    mounts: mounts.filter((line) => /chaos|docker|netns/.test(line)),
  };
}

/** The interface of this machine's default route. */
function uplink(): string | undefined {
  return /^default .*dev (\S+)/m.exec(output('ip', 'route', 'show', 'default') ?? '')?.[1];
}

function command([file = '', ...args]: readonly string[]): [string, ...string[]] {
  return [file, ...args];
}

/** What a command prints; undefined when it fails or is not there. */
function output(file: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}
