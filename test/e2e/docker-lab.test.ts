import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { program } from '../../src/labs/docker/entry-points.js';
import type { Measurements } from '../../src/measurements/types.js';
import { leftJournals } from '../../src/run/journal.js';
import { requireOrSkip } from '../support/requirements.js';
import { type Bench, bench, ROOT } from './cli.js';

/** Where no registry and no cached image is, the image is built from a Debian mirror first. */
const UP_TIMEOUT_MS = 600_000;
const TAKEOVER = { lowMs: 2_610, highMs: 3_910 };

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
    const outage = measurements.outages.find(({ fault }) => fault === 'unplug-master');
    assert.ok(outage, 'no outage was seen');
    assert.ok(
      outage.highMs >= TAKEOVER.lowMs && outage.lowMs <= TAKEOVER.highMs,
      `[${outage.lowMs}, ${outage.highMs}]`,
    );
    for (const vip of ['external', 'internal']) {
      assert.deepEqual(owners(measurements, vip), ['cluster1', 'standby1', 'cluster1'], vip);
    }
  });

  it('goes on to the third director when two are unplugged (failover-cascade)', async () => {
    assert.ok(owners(await measured('failover-cascade'), 'external').includes('standby2'));
  });

  it('takes over when HAProxy dies (director-process-killed)', async () => {
    assert.ok(owners(await measured('director-process-killed'), 'external').includes('standby1'));
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
    const seen = (subject: string) =>
      states.find((one) => one.subject === subject)?.segments.map(({ state }) => state);
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

  before(async function () {
    this.timeout(UP_TIMEOUT_MS);
    requireDocker(this);
    untouched = machine();
    place = bench();
    const { exitCode, stderr } = await place.chaos('lab', 'up', 'docker', '--ha', 'pacemaker');
    assert.equal(exitCode, 0, stderr);
  });

  after(async function () {
    this.timeout(UP_TIMEOUT_MS);
    if (place !== undefined) {
      await place.chaos('lab', 'down', 'docker');
      place.remove();
      assert.deepEqual(machine(), untouched);
    }
  });

  it('moves addresses and HAProxy together when the clients’ link is lost (failover-master)', async () => {
    const measurements = await measuredOn('docker-pacemaker', place, 'failover-master');
    for (const vip of ['external', 'internal']) {
      assert.deepEqual(owners(measurements, vip), ['cluster1', 'standby1', 'cluster1'], vip);
    }
  });

  it('moves them when HAProxy dies (director-process-killed)', async () => {
    const measurements = await measuredOn('docker-pacemaker', place, 'director-process-killed');
    assert.deepEqual(owners(measurements, 'external'), ['cluster1', 'standby1', 'cluster1']);
  });

  it('starts them elsewhere when a director loses all its cables', async () => {
    const file = join(place.folder, 'offline.yaml');
    writeFileSync(file, OFFLINE_SCENARIO);
    const measurements = await measuredOn('docker-pacemaker', place, file, '--out', 'offline');
    assert.ok(owners(measurements, 'external').includes('standby1'));
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

const OFFLINE_SCENARIO = `
name: node-offline
title: { en: A director loses all its cables }
cluster: docker-pacemaker
requires: [director, vip]
pages: { ${STATIC_PAGE} }
probes:
  - { id: users, page: static, frontend: tcp, every: 20ms, timeout: 1s }
faults:
  - { id: external, at: 2s, inject: nic.unplug, target: cluster1, with: { network: external }, for: 14s }
  - { id: internal, at: 2s, inject: nic.unplug, target: cluster1, with: { network: internal }, for: 14s }
  - { id: heartbeat, at: 2s, inject: nic.unplug, target: cluster1, with: { network: heartbeat }, for: 14s }
duration: 30s
expect:
  failover.count: ">= 1"
  faults.healed: "== 3"
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

/** Who had the address, one after another; moments without an owner or with two are left out. */
function owners({ states }: Measurements, vip: string): string[] {
  const segments = states.find(({ subject }) => subject === `vip:${vip}`)?.segments ?? [];
  return segments
    .map(({ state }) => state)
    .filter((owner) => !/none|\+/.test(owner))
    .filter((owner, index, all) => owner !== all[index - 1]);
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
