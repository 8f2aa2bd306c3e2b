import assert from 'node:assert/strict';
import { autocannonEngine } from '../../src/engines/autocannon.js';
import { type FaultServer, startFaultServer } from '../support/fault-server.js';
import { engineContract } from './contract.js';
import { engineContext, loadSpec, sumOf } from './support.js';

engineContract(autocannonEngine);

/** Each of these fails with autocannon's own counts. */
describe('the autocannon engine, where autocannon itself misreports,', () => {
  let server: FaultServer;
  afterEach(() => server.close());
  const run = async (changes: Parameters<typeof loadSpec>[1]) =>
    autocannonEngine.run(loadSpec(server.url, changes), engineContext().context);

  it('takes the time of the work, not that of the next sample tick', async () => {
    server = await startFaultServer();
    const result = await run({ requests: 20 });
    assert.ok(result.durationMs < 900, `${result.durationMs} ms`);
  });

  it('sends an amount that does not divide by its connections whole', async () => {
    server = await startFaultServer();
    assert.deepEqual((await run({ requests: 23, connections: 7 })).outcomes, { ok: 23 });
    assert.deepEqual((await run({ requests: 3, connections: 7 })).outcomes, { ok: 3 });
  });

  it('loses no answer to a server that closes after each', async () => {
    server = await startFaultServer({ connection: 'close' });
    const result = await run({ requests: 30 });
    assert.deepEqual(result.outcomes, { ok: 30 });
    assert.equal(server.requests.length, 30);
    assert.deepEqual(
      result.doubts.map(({ code }) => code),
      ['SERVER_CLOSED_KEEP_ALIVE'],
    );
  });

  it('counts answers that end with their connection', async () => {
    server = await startFaultServer({ connection: 'until-close' });
    assert.deepEqual((await run({ requests: 12, keepAlive: false })).outcomes, { ok: 12 });
  });

  it('counts a request whose connection was closed without an answer', async () => {
    server = await startFaultServer();
    await server.setFault('close');
    const result = await run({ requests: 6, connections: 2 });
    assert.deepEqual(result.outcomes, { reset: 6 });
    assert.deepEqual(
      result.doubts.map(({ code }) => code),
      ['ERRORS_IN_AUTOCANNON'],
    );
  });

  it('pauses after failures instead of spinning', async () => {
    server = await startFaultServer();
    await server.setFault('refuse');
    const result = await run({ durationMs: 300, connections: 2 });
    assert.ok(result.requests <= 14, `${result.requests} attempts`);
  });

  it('measures latency anew after an error', async () => {
    server = await startFaultServer({ delayMs: 100 });
    await server.setFault('reset');
    const running = run({ durationMs: 1500, connections: 1 });
    while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.setFault('none');
    const result = await running;
    assert.ok((result.outcomes.reset ?? 0) >= 1);
    const median = result.latency?.percentilesMs['50'] ?? 0;
    assert.ok(median >= 98 && median < 190, `${median} ms, not the double of 100`);
  });

  it('reads a new connection afresh after a cut answer', async () => {
    server = await startFaultServer();
    await server.setFault('truncate');
    const running = run({ durationMs: 800, connections: 1, timeoutMs: 5000 });
    while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.setFault('none');
    const result = await running;
    assert.ok((result.outcomes.truncated ?? 0) >= 1);
    assert.ok((result.outcomes.ok ?? 0) > 10, JSON.stringify(result.outcomes));
    assert.equal(sumOf(result.outcomes), result.requests);
  });

  it('counts what is not HTTP at once, and time-outs below a second', async () => {
    server = await startFaultServer();
    await server.setFault('not-http');
    assert.equal(sumOf((await run({ requests: 4 })).outcomes), 4);
    await server.setFault('stall-body');
    assert.deepEqual((await run({ requests: 4, timeoutMs: 100 })).outcomes, { 'body-timeout': 4 });
  });

  it('refuses what it cannot do truthfully, and names the engine that can', () => {
    const refusals = (changes: Parameters<typeof loadSpec>[1]) =>
      autocannonEngine.unsupported(loadSpec('http://127.0.0.1/', changes)).join();
    assert.match(refusals({ ratePerSecond: 10 }), /native/);
    assert.match(refusals({ cookies: true }), /native/);
    assert.match(refusals({ method: 'HEAD' }), /native/);
    assert.match(refusals({ caFile: 'ca.pem' }), /native/);
  });
});
