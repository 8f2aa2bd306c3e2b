import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEvent } from '../../src/history/types.js';
import {
  makeNetworkNamespace,
  type NetworkNamespace,
  requireNamespaces,
} from '../support/network-namespace.js';
import { requireSshd, type SshServer, startSshServer } from '../support/ssh-server.js';
import { type Bench, bench } from './cli.js';
import { pageServer } from './page-server.js';

const HOLD_MS = 4_000;
const TIMERS = '/run/chaos-dead-man';

describe('a fault that cuts the ssh connection it came by', function () {
  this.timeout(90_000);
  let node: NetworkNamespace;
  let server: SshServer;
  let site: Awaited<ReturnType<typeof pageServer>>;
  let place: Bench;

  before(async function () {
    requireSshd(this);
    requireNamespaces(this);
    node = makeNetworkNamespace();
    server = await startSshServer({ address: node.address, port: 22, wrap: node.wrap });
    site = await pageServer();
  });

  after(async () => {
    await site?.close();
    await server?.remove();
    node?.remove();
  });

  beforeEach(() => {
    place = bench({ HOME: server.home, SSH_AUTH_SOCK: '' });
    writeFileSync(
      join(place.folder, 'cluster.yaml'),
      JSON.stringify({
        name: 'one-node',
        hosts: {
          node: {
            via: 'ssh',
            address: node.address,
            user: server.reach.user,
            nics: { external: node.nic },
          },
        },
        frontends: { tcp: { url: site.url } },
      }),
    );
    writeFileSync(
      join(place.folder, 'scenario.yaml'),
      JSON.stringify({
        name: 'cut-off',
        title: { en: 'The node cuts itself off' },
        cluster: './cluster.yaml',
        pages: { home: { path: '/' } },
        probes: [{ page: 'home', frontend: 'tcp', every: '100ms', timeout: '1s' }],
        faults: [{ id: 'cut', at: '500ms', inject: 'nic.down', target: 'node', for: `${HOLD_MS}ms` }],
      }),
    );
  });

  afterEach(() => place.remove());

  it('is undone on the host itself, and seen to be healed', async () => {
    const { exitCode, stdout, stderr } = await place.chaos('run', 'scenario.yaml', '--out', 'out');
    assert.equal(exitCode, 0, stdout + stderr);
    assert.ok(node.isNicUp());
    assert.ok(!existsSync(TIMERS), 'a timer was left behind');
    const events = historyOf(join(place.folder, 'out'));
    const stages = events.flatMap((event) => (event.type === 'fault' ? [event.stage] : []));
    assert.deepEqual(stages, [
      'resolved',
      'armed',
      'injecting',
      'injected',
      'effective',
      'recovering',
      'recovered',
      'healed',
    ]);
    const [clock] = events.filter((event) => event.type === 'host.clock');
    assert.ok(clock !== undefined && Math.abs(clock.offsetMs) <= clock.errorMs + 5, JSON.stringify(clock));
  });

  it('is over within its time and 10 s when the harness is killed', async () => {
    const running = place.start('run', 'scenario.yaml', '--out', 'out');
    await running.shows(/fault cut effective/);
    const cutMs = performance.now();
    running.child.kill('SIGKILL');
    await running.ended;
    assert.ok(!node.isNicUp(), 'the NIC was not cut');
    while (!node.isNicUp() && performance.now() - cutMs < 60_000) {
      await sleep(50);
    }
    const backMs = performance.now() - cutMs;
    assert.ok(node.isNicUp() && backMs <= HOLD_MS + 10_000, `back after ${Math.round(backMs)} ms`);
    const healed = await place.chaos('heal');
    assert.equal(healed.exitCode, 0, healed.stdout + healed.stderr);
    assert.match(healed.stdout, /healed cut-off on one-node: cut/);
    assert.ok(!existsSync(TIMERS), 'a timer was left behind');
  });
});

function historyOf(folder: string): HistoryEvent[] {
  return readFileSync(join(folder, 'history.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryEvent);
}
