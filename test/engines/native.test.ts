import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChaosError } from '../../src/core/errors.js';
import { nativeEngine } from '../../src/engines/native.js';
import { sumCounts } from '../../src/engines/windows.js';
import { type FaultServer, type ServerFault, startFaultServer } from '../support/fault-server.js';
import { TEST_CA_FILE, testCertificate } from '../support/test-certificate.js';
import { engineContract } from './contract.js';
import { engineContext, loadSpec, sumOf } from './support.js';

engineContract(nativeEngine);

describe('the native engine', () => {
  let server: FaultServer;
  afterEach(() => server.close());
  const start = async (...args: Parameters<typeof startFaultServer>) => {
    server = await startFaultServer(...args);
  };
  const run = (changes: Parameters<typeof loadSpec>[1]) => {
    const { context, windows, readings } = engineContext();
    return nativeEngine
      .run(loadSpec(server.url, changes), context)
      .then((result) => ({ result, windows, readings, context }));
  };

  const kinds: readonly (readonly [ServerFault, string])[] = [
    ['refuse', 'connect-refused'],
    ['hang', 'header-timeout'],
    ['reset', 'reset'],
    ['close', 'reset'],
    ['truncate', 'truncated'],
    ['stall-body', 'body-timeout'],
    ['not-http', 'protocol'],
    ['302', 'http-other'],
    ['404', 'http-4xx'],
    ['500', 'http-5xx'],
    ['502', 'http-502'],
    ['503', 'http-503'],
    ['504', 'http-504'],
  ];
  for (const [fault, kind] of kinds) {
    it(`counts each request as ${kind} where the server does this: ${fault}`, async () => {
      await start();
      await server.setFault(fault);
      const { result } = await run({ requests: 6, connections: 2, timeoutMs: 100 });
      assert.deepEqual(result.outcomes, { [kind]: 6 });
    });
  }

  it('has one outcome for every request sent, whatever the server does meanwhile', async () => {
    await start();
    const faults: readonly ServerFault[] = [
      'none',
      'reset',
      'close',
      'truncate',
      '503',
      'not-http',
      'stall-body',
      'refuse',
      'hang',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...faults), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 3 }),
        fc.option(fc.integer({ min: 300, max: 3000 }), { nil: undefined }),
        async (sequence, requests, connections, keepAlive, workers, ratePerSecond) => {
          const before = server.requests.length;
          let step = 0;
          const changing = setInterval(() => {
            void server.setFault(sequence[step++ % sequence.length] ?? 'none');
          }, 7);
          const { result, windows } = await run({
            requests,
            connections,
            keepAlive,
            timeoutMs: 60,
            workers,
            ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
          });
          clearInterval(changing);
          // What found no connection in time was never sent.
          assert.equal(result.requests + (result.dropped ?? 0), requests);
          assert.equal(sumOf(result.outcomes), result.requests);
          assert.deepEqual(sumCounts(windows.map(({ outcomes }) => outcomes)), result.outcomes);
          // A connection that the server just closed loses a request before it is read.
          assert.ok(server.requests.length - before <= requests);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('pauses after failures instead of spinning, and recovers', async () => {
    await start();
    await server.setFault('refuse');
    const refused = await run({ durationMs: 300, connections: 2 });
    // 10, 20, 40, 80, 160 ms: six attempts per connection at most fit in 300 ms.
    assert.ok(refused.result.requests <= 14, `${refused.result.requests} attempts`);
    await server.setFault('none');
    assert.deepEqual((await run({ requests: 10 })).result.outcomes, { ok: 10 });
  });

  it('reopens connections that the server announces to close, without losing a request, and says so', async () => {
    await start({ connection: 'close' });
    const { result } = await run({ requests: 20 });
    assert.deepEqual(result.outcomes, { ok: 20 });
    assert.equal(result.connectionsOpened, 20);
    assert.deepEqual(
      result.doubts.map(({ code }) => code),
      ['SERVER_CLOSED_KEEP_ALIVE'],
    );
  });

  it('reads bodies that end with their connection', async () => {
    await start({ connection: 'until-close' });
    const { result } = await run({ requests: 20, keepAlive: false });
    assert.deepEqual(result.outcomes, { ok: 20 });
    assert.deepEqual(result.doubts, []);
  });

  it('keeps cookies per connection', async () => {
    await start({ headers: { 'Set-Cookie': 'SERVERID=web1; path=/' } });
    await run({ requests: 6, connections: 2, cookies: true, keepAlive: false });
    const cookies = server.requests.map(({ head }) => /^Cookie: (.*)$/m.exec(head)?.[1]?.trim());
    assert.equal(cookies.filter((cookie) => cookie === undefined).length, 2);
    assert.equal(cookies.filter((cookie) => cookie === 'SERVERID=web1').length, 4);
  });

  it('reports windows on the clock of the run that add up to the result', async () => {
    await start({ delayMs: 10 });
    const { result, windows, context } = await run({ durationMs: 350 });
    assert.equal(
      windows.reduce((sum, { outcomes }) => sum + sumOf(outcomes), 0),
      result.requests,
    );
    for (const [index, { fromMs, toMs }] of windows.entries()) {
      assert.ok(fromMs <= toMs && toMs <= context.clock.nowMs());
      if (index > 0) assert.equal(fromMs, windows[index - 1]?.toMs);
    }
    assert.ok((windows[0]?.latency?.meanMs ?? 0) >= 9);
  });

  it('counts latency from when a request was due, not from when a connection was free', async () => {
    await start({ delayMs: 40 });
    const { result } = await run({ requests: 10, ratePerSecond: 1000, connections: 1 });
    // One at a time over one connection: the last of ten waits for nine others.
    assert.deepEqual(result.outcomes, { ok: 10 });
    assert.ok((result.latency?.maxMs ?? 0) >= 10 * 40 - 9 - 5, `${result.latency?.maxMs} ms`);
    assert.ok((result.late ?? 0) >= 8);
  });

  it('drops what finds no connection within the time-out, and counts it', async () => {
    await start();
    await server.setFault('hang');
    const { result } = await run({ requests: 20, ratePerSecond: 1000, connections: 2, timeoutMs: 100 });
    assert.equal(result.requests + (result.dropped ?? 0), 20);
    assert.ok((result.dropped ?? 0) > 0);
    assert.ok(result.doubts.some(({ code }) => code === 'SENDS_DROPPED'));
  });

  it('divides a load among threads, and sends what one would', async () => {
    await start();
    const { result, windows } = await run({ requests: 203, connections: 7, workers: 3 });
    assert.deepEqual(result.outcomes, { ok: 203 });
    assert.equal(result.connectionsOpened, 7);
    assert.equal(server.connections, 7);
    assert.equal(server.requests.length, 203);
    assert.deepEqual(sumCounts(windows.map(({ outcomes }) => outcomes)), result.outcomes);
    for (const [index, { fromMs }] of windows.entries()) {
      if (index > 0) assert.equal(fromMs, windows[index - 1]?.toMs);
    }
  });

  it('keeps one schedule with several threads', async () => {
    await start();
    const { result } = await run({ requests: 101, ratePerSecond: 500, workers: 2, connections: 20 });
    assert.equal(result.requests + (result.dropped ?? 0), 101);
    assert.ok(result.durationMs >= 100 * 2 - 2, `101 requests at 500/s in ${result.durationMs} ms`);
    assert.ok(result.latenessMs !== undefined && result.latenessMs.max >= result.latenessMs.p50);
  });

  it('follows a profile of rates to its end', async () => {
    await start();
    const stages = [
      { shape: 'ramp', ratePerSecond: 400, durationMs: 200 },
      { shape: 'hold', ratePerSecond: 100, durationMs: 100 },
    ] as const;
    const { result } = await run({ durationMs: 300, ratePerSecond: 0, stages, connections: 50 });
    assert.equal(result.requests + (result.dropped ?? 0), 40 + 10);
  });

  it('sends several requests by their weights, and knows which of them has no body to come', async () => {
    await start();
    const get = { url: server.url, method: 'GET', headers: {} };
    const mix = [
      { ...get, weight: 2 },
      { ...get, url: `${server.url}other`, method: 'HEAD', weight: 1 },
    ];
    const { result } = await run({ requests: 300, mix });
    assert.deepEqual(result.outcomes, { ok: 300 });
    const heads = server.requests.filter(({ head }) => head.startsWith('HEAD /other ')).length;
    assert.ok(heads > 60 && heads < 140, `${heads} of 300`);
    assert.equal(server.requests.filter(({ head }) => head.startsWith('GET / ')).length, 300 - heads);
  });

  it('reads the health of each of its threads', async () => {
    await start({ delayMs: 10 });
    const { readings, context } = await run({ durationMs: 300, workers: 2 });
    assert.deepEqual([...new Set(readings.map(({ worker }) => worker))].sort(), [0, 1]);
    for (const { fromMs, toMs, eventLoopDelayMaxMs, eventLoopDelayP99Ms } of readings) {
      assert.ok(fromMs < toMs && toMs <= context.clock.nowMs());
      assert.ok(eventLoopDelayMaxMs >= eventLoopDelayP99Ms && eventLoopDelayP99Ms >= 0);
    }
  });

  it('verifies certificates, against the authority that it is given', async () => {
    await start({ tls: testCertificate() });
    const unknown = await run({ requests: 2 });
    assert.deepEqual(unknown.result.outcomes, { tls: 2 });
    const known = await run({ requests: 20, caFile: TEST_CA_FILE });
    assert.deepEqual(known.result.outcomes, { ok: 20 });
    const each = await run({ requests: 8, caFile: TEST_CA_FILE, keepAlive: false });
    assert.deepEqual(each.result.outcomes, { ok: 8 });
    assert.equal(each.result.connectionsOpened, 8);
  });

  it('finds a server on localhost that listens on 127.0.0.1 alone', async () => {
    await start();
    const { result } = await run({
      url: server.url.replace('127.0.0.1', 'localhost'),
      requests: 8,
      keepAlive: false,
    });
    assert.deepEqual(result.outcomes, { ok: 8 });
  });

  it('says which authority file it cannot read', async () => {
    await start();
    await assert.rejects(
      run({ caFile: '/nonexistent/ca.pem' }),
      (error: unknown) => error instanceof ChaosError && error.code === 'CA_FILE_UNREADABLE',
    );
  });

  it('refuses to send from another host, and names the engine that can', async () => {
    await start();
    const { context } = engineContext();
    const host = { ...context.host, name: 'web1', description: { kind: 'ssh', name: 'web1' } };
    await assert.rejects(nativeEngine.preflight(host), /not on web1/);
  });
});
