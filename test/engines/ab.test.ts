import assert from 'node:assert/strict';
import { ChaosError } from '../../src/core/errors.js';
import { abEngine } from '../../src/engines/ab.js';
import { type FaultServer, startFaultServer } from '../support/fault-server.js';
import { testCertificate } from '../support/test-certificate.js';
import { engineContract } from './contract.js';
import { engineContext, loadSpec, requireAb } from './support.js';

engineContract(abEngine, requireAb);

describe('the ab engine', () => {
  it('shows its command line in the plan', () => {
    const spec = loadSpec('http://127.0.0.1:8080', { headers: { 'X-A': "it's" }, keepAlive: false });
    assert.equal(
      abEngine.describe(spec),
      "ab -q -n 40 -c 4 -s 10 -r -l -g '<temporary file>' -H 'X-A: it'\\''s' http://127.0.0.1:8080/",
    );
  });

  it('gives durations an amount that they never reach, after -t', () => {
    const shown = abEngine.describe(loadSpec('http://127.0.0.1/', { durationMs: 10_000 }));
    assert.match(shown, /^ab -q -t 10 -n 2000000 -c 4 -k /);
  });

  it('refuses what it cannot do truthfully', () => {
    const refusals = (changes: Parameters<typeof loadSpec>[1]) =>
      abEngine.unsupported(loadSpec('http://127.0.0.1/', changes)).join();
    assert.match(refusals({ requests: 3, connections: 4 }), /n=3, c=4/);
    assert.match(refusals({ ratePerSecond: 10 }), /native/);
    assert.match(refusals({ durationMs: 1500 }), /whole seconds/);
    assert.match(refusals({ cookies: true }), /native/);
    assert.match(refusals({ caFile: 'ca.pem' }), /native/);
    assert.match(refusals({ method: 'PATCH', body: 'x' }), /POST and PUT/);
  });

  it('names the package where ab is missing', async () => {
    const { context } = engineContext();
    const host = {
      ...context.host,
      exec: () => Promise.reject(new ChaosError('COMMAND_NOT_FOUND', 'no ab')),
    };
    await assert.rejects(
      abEngine.preflight(host),
      (error: unknown) =>
        error instanceof ChaosError &&
        error.code === 'ENGINE_MISSING' &&
        error.exitCode === 3 &&
        error.hint === 'apt-get install apache2-utils',
    );
  });

  it('passes on that a host cannot be reached', async () => {
    const { context } = engineContext();
    const host = {
      ...context.host,
      exec: () => Promise.reject(new ChaosError('HOST_UNREACHABLE', 'gone')),
    };
    await assert.rejects(abEngine.preflight(host), /gone/);
  });

  describe('on this machine', () => {
    let server: FaultServer;
    before(function () {
      requireAb(this);
    });
    afterEach(() => server.close());

    it('reads percentiles finer than ab prints from the file of rows, and leaves no file behind', async () => {
      server = await startFaultServer({ delayMs: 10 });
      const { context } = engineContext();
      const result = await abEngine.run(loadSpec(server.url), context);
      assert.equal(result.latency?.resolutionMs, 1);
      assert.ok((result.latency?.percentilesMs['99.9'] ?? 0) >= 10);
      const rows = result.argv?.[result.argv.indexOf('-g') + 1] ?? '';
      assert.notEqual((await context.host.exec(['test', '-e', rows])).exitCode, 0);
    });

    it('says that nothing happened for too long, as a result', async () => {
      server = await startFaultServer();
      await server.setFault('hang');
      const { context } = engineContext();
      const result = await abEngine.run(loadSpec(server.url, { timeoutMs: 1000 }), context);
      assert.deepEqual(
        result.doubts.map(({ code }) => code),
        ['AB_TIMED_OUT'],
      );
      assert.deepEqual(result.outcomes, { other: 4 });
      assert.equal(result.partial, true);
    });

    it('speaks TLS', async () => {
      server = await startFaultServer({ tls: testCertificate() });
      const { context } = engineContext();
      assert.deepEqual((await abEngine.run(loadSpec(server.url), context)).outcomes, { ok: 40 });
    });
  });
});
