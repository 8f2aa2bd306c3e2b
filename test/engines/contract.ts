import assert from 'node:assert/strict';
import type { Engine } from '../../src/engines/types.js';
import { type FaultServer, type FaultServerOptions, startFaultServer } from '../support/fault-server.js';
import { engineContext, loadSpec, sumOf } from './support.js';

/** What every engine must do, whatever it is made of. */
export function engineContract(engine: Engine, prepare: (context: Mocha.Context) => void = () => {}): void {
  describe(`the contract of engines, kept by ${engine.name}`, () => {
    let server: FaultServer;
    const start = async (options?: FaultServerOptions) => {
      server = await startFaultServer(options);
      return server;
    };
    before(function () {
      prepare(this);
    });
    afterEach(() => server?.close());

    it('says what it will run, and finds itself installed', async () => {
      const { context } = engineContext();
      await start();
      assert.match(engine.describe(loadSpec(server.url)), /40/);
      assert.deepEqual(engine.unsupported(loadSpec(server.url)), []);
      await engine.preflight(context.host);
    });

    for (const keepAlive of [true, false]) {
      const how = keepAlive ? 'over kept connections' : 'over a new connection each';
      it(`sends exactly the requests asked for, ${how}, and counts every answer`, async () => {
        await start();
        const { context } = engineContext();
        const spec = loadSpec(server.url, { requests: 203, connections: 5, keepAlive });
        const result = await engine.run(spec, context);
        assert.deepEqual(result.outcomes, { ok: 203 });
        assert.equal(result.requests, 203);
        assert.equal(result.nonTwoXx, 0);
        assert.equal(result.partial, false);
        assert.deepEqual(result.doubts, []);
        assert.ok(result.bytes > 203 * 20);
        assert.ok(result.latency !== undefined && result.latency.maxMs >= result.latency.minMs);
        // Tools open one connection more at most, to see whether anybody is there.
        const connections = keepAlive ? 5 : 203;
        assert.ok(server.connections >= connections && server.connections <= connections + 5);
        assert.ok(server.requests.length <= 203 + 5);
      });
    }

    it('never has more requests in flight than connections', async () => {
      await start({ delayMs: 10 });
      const { context } = engineContext();
      const result = await engine.run(loadSpec(server.url, { requests: 30, connections: 3 }), context);
      assert.equal(result.requests, 30);
      assert.ok(
        result.durationMs >= 10 * 10 - 15,
        `30 answers of 10 ms, 3 at once, in ${result.durationMs} ms`,
      );
    });

    it('counts answers that are not 2xx apart', async () => {
      await start();
      await server.setFault('503');
      const { context } = engineContext();
      const result = await engine.run(loadSpec(server.url), context);
      assert.equal(result.requests, 40);
      assert.equal(result.nonTwoXx, 40);
      assert.equal(result.outcomes.ok, undefined);
      assert.equal(result.latency, undefined);
      assert.notDeepEqual(result.doubts, []);
    });

    it('takes a page of varying length for what it is', async () => {
      await start({ varying: true });
      const { context } = engineContext();
      const result = await engine.run(loadSpec(server.url), context);
      assert.deepEqual(result.outcomes, { ok: 40 });
    });

    it('sends method, headers and body', async () => {
      await start();
      const { context } = engineContext();
      const spec = loadSpec(server.url, {
        requests: 4,
        method: 'POST',
        body: 'n=1000',
        headers: { 'X-Chaos': 'yes', 'Content-Type': 'application/x-www-form-urlencoded' },
      });
      assert.deepEqual((await engine.run(spec, context)).outcomes, { ok: 4 });
      for (const { head, body } of server.requests) {
        assert.match(head, /^POST \/ HTTP/);
        assert.match(head, /^X-Chaos: yes\r?$/m);
        assert.match(head, /^content-type: application\/x-www-form-urlencoded\r?$/im);
        assert.equal(body, 'n=1000');
      }
    });

    it('gives a result, with doubts and no latency, where nothing listens', async () => {
      await start();
      await server.setFault('refuse');
      const { context } = engineContext();
      const result = await engine.run(loadSpec(server.url, { requests: 8 }), context);
      assert.equal(result.outcomes.ok, undefined);
      assert.equal(result.requests, sumOf(result.outcomes));
      assert.ok(result.requests > 0);
      assert.equal(result.latency, undefined);
      assert.notDeepEqual(result.doubts, []);
    });

    it('gives a result, with doubts, where connections are reset', async () => {
      await start();
      await server.setFault('reset');
      const { context } = engineContext();
      const result = await engine.run(loadSpec(server.url, { requests: 8 }), context);
      assert.equal(result.outcomes.ok, undefined);
      assert.equal(result.requests, 8);
      assert.notDeepEqual(result.doubts, []);
    });

    it('gives a result, with doubts, where nobody answers', async () => {
      await start();
      await server.setFault('hang');
      const { context } = engineContext();
      const spec = loadSpec(server.url, { requests: 4, timeoutMs: 1000 });
      const result = await engine.run(spec, context);
      assert.equal(result.outcomes.ok, undefined);
      assert.equal(result.requests, sumOf(result.outcomes));
      assert.notDeepEqual(result.doubts, []);
    });

    it('runs for a duration', async () => {
      await start({ delayMs: 5 });
      const { context } = engineContext();
      const result = await engine.run(loadSpec(server.url, { durationMs: 1000 }), context);
      assert.equal(result.partial, false);
      assert.equal(result.requests, result.outcomes.ok);
      assert.ok(result.requests > 4);
      assert.ok(result.durationMs > 900 && result.durationMs < 3000, `${result.durationMs} ms`);
    });

    it('ends within a second when it is aborted, with what it has', async () => {
      await start({ delayMs: 20 });
      const abort = new AbortController();
      const { context } = engineContext({ signal: abort.signal });
      const running = engine.run(loadSpec(server.url, { requests: 100_000 }), context);
      while (server.requests.length < 20) await context.clock.sleep(10);
      const abortedMs = context.clock.nowMs();
      abort.abort();
      const result = await running;
      const tookMs = context.clock.nowMs() - abortedMs;
      // Twice what is asked for, since other tests may hold this machine's cores.
      assert.ok(tookMs < 2000, `${tookMs} ms`);
      assert.equal(result.partial, true);
      assert.equal(result.requests, sumOf(result.outcomes));
      assert.ok((result.outcomes.ok ?? 0) > 0);
    });

    it('refuses an open loop, or keeps its schedule', async () => {
      await start();
      const spec = loadSpec(server.url, { requests: 50, ratePerSecond: 500 });
      if (engine.unsupported(spec).length > 0) {
        assert.match(engine.unsupported(spec)[0] ?? '', /native/);
        return;
      }
      const { context } = engineContext();
      const result = await engine.run(spec, context);
      assert.equal(result.requests + (result.dropped ?? 0), 50);
      assert.ok(result.durationMs >= 49 * 2 - 2, `50 requests at 500/s in ${result.durationMs} ms`);
    });
  });
}
