import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isAlive } from '../../../src/labs/embedded/identity.js';
import { embeddedLab } from '../../../src/labs/embedded/index.js';
import type { LabRemains, RunningLab } from '../../../src/labs/types.js';
import { referenceCluster } from '../reference-cluster.js';
import { eventually, live, openHost, perform } from '../using-lab.js';

const TIMERS = { advertMs: 200, interMs: 200 };
const CLUSTER = referenceCluster(TIMERS);

let lab: RunningLab;

async function get(frontend: string, path: string, headers: Record<string, string> = {}) {
  const url = lab.cluster.frontends[frontend]?.url;
  assert.ok(url);
  const response = await fetch(url + path, { headers: { connection: 'close', ...headers } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function serverOf(frontend: string, headers?: Record<string, string>): Promise<string> {
  const { text } = await get(frontend, '/index.php', headers);
  return /served by (\S+)/.exec(text)?.[1] ?? '';
}

/** Status by `proxy/server`. */
async function statistics(): Promise<Record<string, string>> {
  const { balancer } = lab.cluster;
  const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
  const response = await fetch(`${balancer?.statsUrl};csv`, {
    headers: { authorization, connection: 'close' },
  });
  const [header = '', ...lines] = (await response.text()).trimEnd().split('\n');
  const columns = header.slice('# '.length).split(',');
  return Object.fromEntries(
    lines.map((line) => {
      const values = line.split(',');
      const status = values[columns.indexOf('status')] ?? '';
      return [`${values[0]}/${values[1]}`, status.split(' ')[0] ?? ''];
    }),
  );
}

async function statusBecomes(server: string, status: string): Promise<void> {
  await eventually(`${server} is ${status}`, async () => (await statistics())[server] === status);
}

/** What a client of HTTP/1.0 gets for its requests, sent one after the other on one connection. */
async function talk(port: number, requests: readonly string[]): Promise<string[]> {
  const socket = createConnection(port, '127.0.0.1');
  const answers: string[] = [];
  for (const request of requests) {
    socket.write(request);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    answers.push(answer.toString());
  }
  socket.destroy();
  return answers;
}

function assertNothingLeft({ processes, directories }: LabRemains): void {
  assert.deepEqual(processes.filter(isAlive), []);
  assert.deepEqual(directories.filter(existsSync), []);
}

describe('the embedded lab', function () {
  this.timeout(60_000);

  before(async () => {
    lab = await embeddedLab.up(CLUSTER, { seed: 1, onProgress: () => {} });
  });

  after(async () => {
    await lab.down();
  });

  it('is one process for each node, and one more', () => {
    assert.equal(lab.remains.processes.length, 3 + 12 + 1);
    assert.ok(lab.remains.processes.every(isAlive));
    assert.equal(lab.fidelity, 'embedded');
  });

  for (const frontend of Object.keys(CLUSTER.frontends)) {
    it(`serves every page through ${frontend}`, async () => {
      assert.match((await get(frontend, '/index.php')).text, /served by cluster\d\dp\s/);
      assert.match((await get(frontend, '/pi.php?n=1000')).text, /pi = 3\.14159\d+/);
      assert.match((await get(frontend, '/index1.php')).text, /Client IP 198\.18\.100\./);
      const image = await get(frontend, '/imagen.html');
      assert.equal(Buffer.byteLength(image.text), 204_800);
    });
  }

  it('gives each connection to the next server in turn at layer 4', async () => {
    const servers: string[] = [];
    for (let request = 0; request < 18; request++) {
      servers.push(await serverOf('tcp'));
    }
    assert.equal(new Set(servers).size, 9);
    assert.deepEqual(servers.slice(0, 9), servers.slice(9));
  });

  it('keeps a client on its server by the cookie at layer 7', async () => {
    const { headers } = await get('http', '/index.php');
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    assert.match(cookie, /^SERVERID=cluster\d\dp$/);
    for (let request = 0; request < 5; request++) {
      assert.equal(`SERVERID=${await serverOf('http', { cookie })}`, cookie);
    }
    const { text, headers: later } = await get('http', '/index1.php', { cookie });
    assert.match(text, /X-Forwarded-For 198\.18\.1\.254/);
    assert.match(text, /Cookie SERVERID=/);
    assert.equal(later.get('set-cookie'), null);
  });

  it('keeps connections of HTTP/1.0 alive, as ab -k asks, and answers HEAD', async () => {
    const head = (method: string) =>
      `${method} /index.php HTTP/1.0\r\nConnection: Keep-Alive\r\nHost: x\r\n\r\n`;
    for (const frontend of ['tcp', 'http']) {
      const port = Number(new URL(lab.cluster.frontends[frontend]?.url ?? '').port);
      const answers = await talk(port, [head('GET'), head('GET'), head('HEAD')]);
      for (const answer of answers) {
        assert.match(answer, /^HTTP\/1\.[01] 200 OK\r\n/);
        assert.match(answer, /connection: keep-alive/i);
        assert.match(answer, /content-length: \d+/i);
      }
      assert.match(answers[1] ?? '', /served by/);
      assert.doesNotMatch(answers[2] ?? '', /served by/);
    }
  });

  it('shows its statistics only for the password', async () => {
    const url = lab.cluster.balancer?.statsUrl ?? '';
    assert.equal((await fetch(url, { headers: { connection: 'close' } })).status, 401);
    const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
    const page = await fetch(url, { headers: { authorization, connection: 'close' } });
    assert.match(await page.text(), /Answered by director cluster1/);
    assert.equal((await statistics())['http-gluster/cluster44p'], 'UP');
  });

  it('moves both addresses when the active director is cut off, and back', async () => {
    const seen: string[] = [];
    const stream = (await openHost(lab, 'lab')).stream(lab.controls.watch?.addresses?.argv ?? []);
    const reading = (async () => {
      for await (const line of stream.lines) {
        const { subject, state } = JSON.parse(line) as { subject: string; state: string };
        if (subject === 'vip:external') {
          seen.push(state);
        }
      }
    })();
    await live(lab, lab.controls.cable?.unplug('cluster1', 'external'), async () => {
      await eventually('standby1 has the address', () => seen.at(-1) === 'standby1');
      assert.equal((await get('tcp', '/index.php')).status, 200);
    });
    await eventually('cluster1 has the address again', () => seen.at(-1) === 'cluster1');
    assert.equal((await get('tcp', '/index.php')).status, 200);
    await stream.stop();
    await reading;
    assert.equal(seen[0], 'cluster1');
    assert.ok(seen.includes('none'), 'the old owner gives the address up before the new one takes it');
  });

  it('lets another director take over from one that was killed, and from one that is frozen', async () => {
    for (const action of [lab.controls.process?.kill('cluster1'), lab.controls.process?.pause('cluster1')]) {
      await live(lab, action, () =>
        eventually('standby1 answers', async () => {
          const { balancer } = lab.cluster;
          const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
          const options = {
            headers: { authorization, connection: 'close' },
            signal: AbortSignal.timeout(1000),
          };
          const answer = await fetch(balancer?.statsUrl ?? '', options).then((page) => page.text(), String);
          return answer.includes('Answered by director standby1');
        }),
      );
      await eventually('cluster1 is master again', async () => {
        const { stdout } = await perform(lab, {
          host: 'cluster1',
          argv: ['process', 'state'],
          description: '',
        });
        return stdout.trim() === 'running' && (await get('tcp', '/index.php')).status === 200;
      });
    }
  });

  it('takes a killed, stopped or frozen web server out, and in again', async () => {
    const { container } = lab.controls;
    const actions = [
      container?.kill('cluster21p'),
      container?.stop('cluster21p', 5000),
      container?.pause('cluster21p'),
    ];
    for (const action of actions) {
      await live(lab, action, () => statusBecomes('http/cluster21p', 'DOWN'));
      await statusBecomes('http/cluster21p', 'UP');
    }
  });

  it("takes all of a machine's web servers out when its cable is pulled", async () => {
    await live(lab, lab.controls.cable?.unplug('cluster3', 'internal'), async () => {
      for (const server of [
        'tcp/cluster31p',
        'tcp/cluster32p',
        'http/cluster33p',
        'tcp-gluster/cluster34p',
      ]) {
        await statusBecomes(server, 'DOWN');
      }
      assert.equal((await statistics())['tcp/cluster21p'], 'UP');
    });
    await statusBecomes('tcp/cluster31p', 'UP');
  });

  it('sends nobody to a server in maintenance', async () => {
    for (const [mode, status] of [
      ['maint', 'MAINT'],
      ['drain', 'DRAIN'],
    ] as const) {
      await live(lab, lab.controls.balancer?.maintenance('cluster22p', mode), async () => {
        assert.equal((await statistics())['tcp/cluster22p'], status);
        for (let request = 0; request < 9; request++) {
          assert.notEqual(await serverOf('tcp'), 'cluster22p');
        }
      });
    }
  });

  it('delays and limits a link', async () => {
    const timeOf = async (path: string) => {
      const startedMs = performance.now();
      await get('tcp', path);
      return performance.now() - startedMs;
    };
    await live(lab, lab.controls.link?.delay('cluster1', 'external', 50, 0), async () => {
      // The handshake and the request each take a round trip of 100 ms.
      assert.ok((await timeOf('/index.php')) >= 195);
    });
    await live(lab, lab.controls.link?.limit('cluster1', 'external', 400_000), async () => {
      assert.ok((await timeOf('/imagen.html')) >= 450);
    });
  });

  it('serves from the bricks that are left, and heals the one that comes back', async () => {
    const url = lab.cluster.frontends['http-gluster']?.url;
    const put = async (name: string) => {
      const options = { method: 'POST', body: name, headers: { connection: 'close' } };
      assert.equal((await fetch(`${url}/upload.php?name=${name}`, options)).status, 201);
    };
    const actions = [
      lab.controls.brick?.down('gluster1', false),
      lab.controls.cable?.unplug('gluster1', 'internal'),
    ];
    for (const [round, action] of actions.entries()) {
      await live(lab, action, async () => {
        assert.equal((await get('http-gluster', '/index.php')).status, 200);
        await put(`file${round}`);
        const state = { host: 'gluster1', argv: ['brick', 'state'], description: '' };
        assert.equal((await perform(lab, state)).stdout, 'down pending 1\n');
      });
      const healed = {
        host: 'gluster1',
        argv: ['brick', 'state'],
        description: '',
        stdoutMatches: '^up pending 0$',
      };
      await eventually('gluster1 is healed', async () =>
        /^up pending 0$/m.test((await perform(lab, healed)).stdout),
      );
      assert.equal((await get('tcp-gluster', `/files/file${round}`)).text, `file${round}`);
    }
  });

  it('refuses what cannot be done, and says why', async () => {
    const cluster2 = await openHost(lab, 'cluster2');
    const refused = await cluster2.exec(['cable', 'unplug', 'external']);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /cluster2 has no NIC on network external; it has: internal/);
    assert.match((await cluster2.exec(['container', 'kill'])).stderr, /no process of its own/);
    await assert.rejects(cluster2.exec(['ab', '-n', '1']), { code: 'COMMAND_NOT_FOUND' });
    await assert.rejects(cluster2.upload('x', '/tmp/x'), { code: 'NOT_SUPPORTED' });
    const lasting = (await openHost(lab, 'lab')).exec(['watch', 'links'], { timeoutMs: 50 });
    await assert.rejects(lasting, { code: 'COMMAND_TIMED_OUT' });
  });
});

describe('the end of the embedded lab', function () {
  this.timeout(60_000);

  it('leaves no process, file or listener, though nodes are frozen or were started anew', async () => {
    lab = await embeddedLab.up(CLUSTER, { seed: 1, onProgress: () => {} });
    const before = lab.remains;
    for (const argv of [
      ['container', 'kill'],
      ['container', 'start'],
      ['container', 'pause'],
    ]) {
      await perform(lab, { host: 'cluster21p', argv, description: '' });
    }
    await perform(lab, { host: 'cluster1', argv: ['process', 'pause'], description: '' });
    const host = await openHost(lab, 'cluster1');
    await lab.down();
    await lab.down();
    assertNothingLeft(before);
    assertNothingLeft(lab.remains);
    await assert.rejects(fetch(lab.cluster.frontends.tcp?.url ?? ''));
    await assert.rejects(host.exec(['true']), { code: 'LAB_GONE' });
    await assert.rejects(openHost(lab, 'cluster1'), { code: 'LAB_GONE' });
  });

  it('comes by itself when the harness is killed, also with a frozen web server', async () => {
    const source = [
      `import { embeddedLab } from ${JSON.stringify(new URL('../../../src/labs/embedded/index.js', import.meta.url))};`,
      `import { referenceCluster } from ${JSON.stringify(new URL('../reference-cluster.js', import.meta.url))};`,
      `import { perform } from ${JSON.stringify(new URL('../using-lab.js', import.meta.url))};`,
      `const lab = await embeddedLab.up(referenceCluster(${JSON.stringify(TIMERS)}), { seed: 1, onProgress() {} });`,
      `await perform(lab, { host: 'cluster31p', argv: ['container', 'pause'], description: '' });`,
      'console.log(JSON.stringify(lab.remains));',
      'setInterval(() => {}, 1000);',
    ].join('\n');
    const harness = spawn(process.execPath, ['--input-type=module', '--eval', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: harness.stdout }), 'line')) as [string];
    const remains = JSON.parse(line) as LabRemains;
    assert.ok(remains.processes.every(isAlive));
    harness.kill('SIGKILL');
    await eventually('every process of the lab is gone', () => !remains.processes.some(isAlive));
    assertNothingLeft(remains);
  });

  it('comes when it cannot be built, with the reason', async () => {
    const root = mkdtempSync(join(tmpdir(), 'chaos-test-'));
    const deep = join(root, 'x'.repeat(100));
    mkdirSync(deep);
    const before = process.env.TMPDIR;
    process.env.TMPDIR = deep;
    try {
      const up = embeddedLab.up(CLUSTER, { seed: 1, onProgress: () => {} });
      await assert.rejects(up, { code: 'LAB_FAILED', message: /set TMPDIR to a shorter one/ });
      assert.deepEqual(readdirSync(deep), []);
    } finally {
      if (before === undefined) {
        delete process.env.TMPDIR;
      } else {
        process.env.TMPDIR = before;
      }
      rmSync(root, { recursive: true });
    }
  });
});
