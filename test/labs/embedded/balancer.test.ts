import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { connectServer } from '../../../src/labs/embedded/director/connect-server.js';
import type { Dial, Dialled } from '../../../src/labs/embedded/director/dial.js';
import { type CheckResult, Health } from '../../../src/labs/embedded/director/health.js';
import { type BackendServer, ProxySection } from '../../../src/labs/embedded/director/proxy-section.js';
import { statisticsCsv } from '../../../src/labs/embedded/director/statistics.js';

const CHECK = { interMs: 2000, fall: 3, rise: 2, timeoutMs: 2000 };
const GOOD: CheckResult = { ok: true, code: 'L4OK', durationMs: 1 };
const BAD: CheckResult = { ok: false, code: 'L4CON', durationMs: 1 };

function proxyOf(names: readonly string[], now = () => 0): ProxySection {
  const servers = names.map((name, index) => ({ name, address: '198.18.100.2', port: 8081 + index }));
  return new ProxySection({ name: 'tcp', mode: 'tcp', port: 80, servers }, CHECK, now);
}

function serverOf(proxy: ProxySection, name: string): BackendServer {
  const server = proxy.servers.find(({ config }) => config.name === name);
  assert.ok(server);
  return server;
}

function takeDown(server: BackendServer): void {
  for (let failure = 0; failure < CHECK.fall; failure++) {
    server.record(BAD);
  }
}

describe('the health of a server', () => {
  it('is up at first, and down after fall failures in a row', () => {
    const health = new Health(CHECK);
    assert.equal(health.status, 'UP');
    health.record(false);
    health.record(false);
    assert.equal(health.status, 'UP 1/3');
    health.record(true);
    assert.equal(health.status, 'UP');
    assert.deepEqual(
      [1, 2, 3].map(() => health.record(false)),
      [false, false, true],
    );
    assert.equal(health.status, 'DOWN');
  });

  it('needs rise successes in a row to come back', () => {
    const health = new Health({ rise: 2, fall: 1 });
    health.record(false);
    health.record(true);
    assert.equal(health.status, 'DOWN 1/2');
    health.record(false);
    assert.equal(health.status, 'DOWN');
    health.record(true);
    assert.equal(health.record(true), true);
    assert.equal(health.status, 'UP');
  });
});

describe('the choice of a server', () => {
  it('goes round in turn', () => {
    const proxy = proxyOf(['a', 'b', 'c']);
    const chosen = Array.from({ length: 7 }, () => proxy.choose()?.server.config.name);
    assert.deepEqual(chosen, ['a', 'b', 'c', 'a', 'b', 'c', 'a']);
  });

  it('leaves out servers that are down, drained or in maintenance', () => {
    const proxy = proxyOf(['a', 'b', 'c', 'd']);
    takeDown(serverOf(proxy, 'a'));
    serverOf(proxy, 'b').setMode('maint');
    serverOf(proxy, 'c').setMode('drain');
    assert.deepEqual(
      [1, 2].map(() => proxy.choose()?.server.config.name),
      ['d', 'd'],
    );
    takeDown(serverOf(proxy, 'd'));
    assert.equal(proxy.choose(), undefined);
  });

  it('keeps a client with its cookie on a server that is drained, not on one in maintenance', () => {
    const proxy = proxyOf(['a', 'b']);
    serverOf(proxy, 'b').setMode('drain');
    assert.deepEqual(proxy.choose('b'), { server: serverOf(proxy, 'b'), persistent: true });
    serverOf(proxy, 'b').setMode('maint');
    assert.deepEqual(proxy.choose('b'), { server: serverOf(proxy, 'a'), persistent: false });
  });

  it('takes a server up again after maintenance without waiting for checks', () => {
    const proxy = proxyOf(['a']);
    takeDown(serverOf(proxy, 'a'));
    serverOf(proxy, 'a').setMode('maint');
    assert.equal(serverOf(proxy, 'a').status, 'MAINT');
    serverOf(proxy, 'a').setMode('ready');
    assert.equal(serverOf(proxy, 'a').status, 'UP');
  });
});

/** Dials servers of which some refuse, and writes down which were tried and how long was waited. */
function scripted(refusing: readonly string[]) {
  const tried: string[] = [];
  const waited: number[] = [];
  const dial: Dial = async ({ name }): Promise<Dialled> => {
    tried.push(name);
    return refusing.includes(name) ? { outcome: 'refused' } : { outcome: 'connected', socket: new Socket() };
  };
  const sleep = async (durationMs: number) => {
    waited.push(durationMs);
  };
  return { tried, waited, options: { dial, sleep, signal: new AbortController().signal } };
}

describe('connecting to a server', () => {
  it('tries a refusing server again after a second, three times, without redispatch', async () => {
    const { tried, waited, options } = scripted(['a']);
    const connected = await connectServer(proxyOf(['a', 'b']), undefined, { ...options, redispatch: false });
    assert.equal(connected, undefined);
    assert.deepEqual(tried, ['a', 'a', 'a', 'a']);
    assert.deepEqual(waited, [1000, 1000, 1000]);
  });

  it('goes to another server at once with redispatch when no cookie binds it', async () => {
    const proxy = proxyOf(['a', 'b']);
    const { tried, waited, options } = scripted(['a']);
    const connected = await connectServer(proxy, undefined, { ...options, redispatch: true });
    assert.equal(connected?.server.config.name, 'b');
    assert.deepEqual([tried, waited], [['a', 'b'], []]);
    assert.equal(serverOf(proxy, 'a').counters.redispatches, 1);
  });

  it('stays with the server of the cookie until the last retry', async () => {
    const { tried, waited, options } = scripted(['a']);
    const connected = await connectServer(proxyOf(['a', 'b']), 'a', { ...options, redispatch: true });
    assert.equal(connected?.server.config.name, 'b');
    assert.deepEqual(
      [tried, waited],
      [
        ['a', 'a', 'a', 'b'],
        [1000, 1000],
      ],
    );
  });

  it('gives up when no server is left, and when the client has gone', async () => {
    const { tried, options } = scripted([]);
    assert.equal(await connectServer(proxyOf([]), undefined, { ...options, redispatch: true }), undefined);
    const gone = { ...options, signal: AbortSignal.abort(), redispatch: true };
    assert.equal(await connectServer(proxyOf(['a']), undefined, gone), undefined);
    assert.deepEqual(tried, []);
  });
});

describe('the statistics', () => {
  it("have HAProxy's header, and a line for the frontend, each server and the backend", () => {
    const proxy = proxyOf(['a', 'b']);
    serverOf(proxy, 'a').counters.open();
    serverOf(proxy, 'b').setMode('drain');
    takeDown(serverOf(proxy, 'a'));
    const lines = statisticsCsv([proxy], 42).trimEnd().split('\n');
    assert.match(lines[0] ?? '', /^# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,.*,status,/);
    const columns = (lines[0] ?? '').slice(2).split(',');
    const rows = lines.slice(1).map((line) => {
      const values = line.split(',');
      assert.equal(values.length, columns.length);
      return Object.fromEntries(columns.map((column, index) => [column, values[index]]));
    });
    assert.deepEqual(
      rows.map((row) => [row.pxname, row.svname, row.status, row.stot, row.scur]),
      [
        ['tcp', 'FRONTEND', 'OPEN', '0', '0'],
        ['tcp', 'a', 'DOWN', '1', '1'],
        ['tcp', 'b', 'DRAIN', '0', '0'],
        ['tcp', 'BACKEND', 'UP', '0', '0'],
      ],
    );
  });

  it('tell how long a server was down', () => {
    let nowMs = 0;
    const proxy = proxyOf(['a'], () => nowMs);
    const server = serverOf(proxy, 'a');
    server.record(GOOD);
    takeDown(server);
    nowMs = 7000;
    assert.deepEqual([server.secondsDown(), server.secondsSinceChange()], [7, 7]);
    server.record(GOOD);
    server.record(GOOD);
    nowMs = 9000;
    assert.deepEqual([server.secondsDown(), server.secondsSinceChange()], [7, 2]);
    assert.deepEqual([server.failedChecks, server.timesDown], [3, 1]);
  });
});
