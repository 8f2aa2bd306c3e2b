import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '../../src/history/types.js';
import {
  makeNetworkNamespace,
  type NetworkNamespace,
  requireNamespaces,
} from '../support/network-namespace.js';
import { requireOrSkip } from '../support/requirements.js';
import {
  authorize,
  freePort,
  makeKey,
  requireSshd,
  type SshServer,
  startSshServer,
} from '../support/ssh-server.js';
import { type Bench, bench } from './cli.js';
import { pageServer } from './page-server.js';

const PASSPHRASE = 'correct horse battery staple';

describe('a cluster of one’s own, over ssh', function () {
  this.timeout(90_000);
  let network: NetworkNamespace;
  let node: SshServer;
  let client: SshServer;
  let site: Awaited<ReturnType<typeof pageServer>>;
  let place: Bench;
  let key: string;

  before(async function () {
    requireSshd(this);
    requireNamespaces(this);
    requireOrSkip(this, 'sudo', existsSync('/usr/sbin/visudo'), 'apt-get install sudo');
    requireOrSkip(this, 'ab', existsSync('/usr/bin/ab'), 'apt-get install apache2-utils');
    network = makeNetworkNamespace();
    node = await startSshServer({ address: network.address, port: 22, wrap: network.wrap });
    client = await startSshServer();
    key = makeKey(join(node.folder, 'locked'), PASSPHRASE);
    authorize(node, `${key}.pub`);
    authorize(client, `${key}.pub`);
    writeFileSync(join(node.home, '.ssh', 'known_hosts'), `${node.knownLine}\n${client.knownLine}\n`);
    rmSync(node.clientKey);
    site = await pageServer();
  });

  after(async () => {
    await site?.close();
    await client?.remove();
    await node?.remove();
    network?.remove();
  });

  beforeEach(() => {
    place = bench({ HOME: node.home, SSH_AUTH_SOCK: '', CHAOS_SSH_PASSPHRASE: PASSPHRASE });
  });

  afterEach(() => place.remove());

  const write = (name: string, content: object) =>
    writeFileSync(join(place.folder, name), JSON.stringify(content));

  const scenario = (change: object = {}) => ({
    name: 'own',
    title: { en: 'A cluster of one’s own' },
    cluster: './cluster.yaml',
    pages: { home: { path: '/' } },
    load: [{ page: 'home', frontend: 'tcp', engine: 'ab', connections: 2, requests: 40, from: 'client' }],
    probes: [{ page: 'home', frontend: 'tcp', every: '100ms', timeout: '1s' }],
    faults: [{ id: 'cut', at: '500ms', inject: 'nic.down', target: 'node', for: '1s' }],
    ...change,
  });

  const cluster = (change: object = {}) => ({
    name: 'own',
    hosts: {
      node: {
        via: 'ssh',
        address: network.address,
        user: 'ops',
        become: 'sudo',
        identityFile: key,
        nics: { external: network.nic },
        ...change,
      },
      client: {
        via: 'ssh',
        address: '127.0.0.1',
        port: client.port,
        user: client.reach.user,
        identityFile: key,
      },
    },
    frontends: { tcp: { url: site.url } },
  });

  it('is run by a user who may do what doctor asks sudo for, and nothing else', async () => {
    write('scenario.yaml', scenario());
    write('cluster.yaml', cluster());
    const looking = ['doctor', '--cluster', 'cluster.yaml', '--scenario', 'scenario.yaml'];
    const before = await place.chaos(...looking);
    assert.match(before.stdout, /^ok +host node +reached, its clock [+-]/m, before.stdout + before.stderr);
    assert.match(before.stdout, /^missing +sudo on node +does not allow `/m);

    const { stdout: sudoers, stderr } = await place.chaos(...looking, '--sudoers');
    assert.match(sudoers, /^ops ALL=\(root\) NOPASSWD: \/\S+ /m, stderr);
    assert.doesNotMatch(sudoers, /ALL=\(root\) NOPASSWD: (ALL|\S*sh)$/m);
    const file = join(node.folder, 'sudoers');
    writeFileSync(file, `root ALL=(ALL:ALL) ALL\n${sudoers}`);
    execFileSync('visudo', ['-cf', file], { stdio: 'pipe' });
    const after = await place.chaos(...looking);
    assert.match(after.stdout, /^ok +sudo on node +allows all \d+ commands/m, after.stdout);

    const run = await place.chaos('run', 'scenario.yaml', '--out', 'out');
    assert.equal(run.exitCode, 0, run.stdout + run.stderr);
    const events = historyOf(join(place.folder, 'out'));
    assert.ok(events.some((event) => event.type === 'fault' && event.stage === 'healed'));
    const load = events.find((event) => event.type === 'load.end');
    assert.equal(load?.result.outcomes.ok, 40);
    const start = events.find((event) => event.type === 'load.start');
    assert.equal(start?.from, 'client');
    assert.equal(events.filter((event) => event.type === 'host.clock').length, 2);
  });

  it('leaves neither passphrase nor key where anybody could read it', async () => {
    write('scenario.yaml', scenario({ faults: [], load: [], duration: '2s', matrix: undefined }));
    write('cluster.yaml', cluster());
    const running = place.start('run', 'scenario.yaml', '--out', 'out');
    await running.shows(/started on own/);
    const processes = execFileSync('ps', ['-eo', 'args']).toString();
    const { stdout, stderr } = await running.ended;
    const secret = readFileSync(key, 'utf8').split('\n')[2] ?? '';
    const everything = [processes, stdout, stderr, node.log(), client.log(), ...filesIn(place.folder)].join(
      '\n',
    );
    assert.ok(secret.length > 60 && everything.includes('"scenario"'));
    assert.ok(!everything.includes(PASSPHRASE), 'the passphrase can be read');
    assert.ok(!everything.includes(secret), 'the key can be read');
  });

  it('is refused with every host that cannot be used, before anything is touched', async () => {
    write('scenario.yaml', scenario());
    const { hosts, ...rest } = cluster();
    write('cluster.yaml', {
      ...rest,
      hosts: {
        node: { ...hosts.node, port: await freePort() },
        client: { ...hosts.client, knownHostsFile: '/dev/null' },
      },
    });
    const { exitCode, stderr } = await place.chaos('run', 'scenario.yaml', '--out', 'out');
    assert.equal(exitCode, 3, stderr);
    assert.match(stderr, /error\[HOSTS_UNREACHABLE\]: 2 hosts cannot be used\n/);
    assert.match(stderr, /^node: no connection to /m);
    assert.match(stderr, /^client: the key of .* SHA256:\S+, is not known \(/m);
    assert.ok(network.isNicUp());
  });

  it('is never the machine that chaos itself runs on', async () => {
    write(
      'scenario.yaml',
      scenario({ faults: [{ inject: 'nic.down', target: 'client', at: '0s', for: '1s' }] }),
    );
    const { hosts, ...rest } = cluster();
    write('cluster.yaml', {
      ...rest,
      hosts: { ...hosts, client: { ...hosts.client, nics: { external: 'chaos-no-such-nic' } } },
    });
    const { exitCode, stderr } = await place.chaos('run', 'scenario.yaml', '--out', 'out');
    assert.equal(exitCode, 3, stderr);
    assert.match(stderr, /error\[OWN_MACHINE\]: client is the machine that chaos itself runs on/);
  });
});

function historyOf(folder: string): HistoryEvent[] {
  return readFileSync(join(folder, 'history.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryEvent);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
