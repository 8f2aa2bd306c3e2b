import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { monotonicOriginNs } from '../../src/core/clock.js';
import { ChaosError } from '../../src/core/errors.js';
import type { OutcomeKind, ProbeEvent } from '../../src/history/types.js';
import { startProbes } from '../../src/probes/prober.js';
import { type FaultServer, type ServerFault, startFaultServer } from '../support/fault-server.js';
import { TEST_CA_FILE, testCertificate } from '../support/test-certificate.js';
import { probe, probeSpec } from './support.js';

describe('the prober', () => {
  let server: FaultServer;
  const start = async (...args: Parameters<typeof startFaultServer>) => {
    server = await startFaultServer(...args);
  };
  afterEach(() => server?.close());

  /** Those that were really sent: on a busy machine the prober may have to give some up. */
  const sent = (events: readonly ProbeEvent[]) => events.filter(({ kind }) => kind !== 'other');
  const kindsOf = (events: readonly ProbeEvent[]) => [...new Set(sent(events).map(({ kind }) => kind))];

  const kinds: readonly (readonly [ServerFault, OutcomeKind])[] = [
    ['none', 'ok'],
    ['refuse', 'connect-refused'],
    ['hang', 'header-timeout'],
    ['reset', 'reset'],
    ['close', 'reset'],
    ['truncate', 'truncated'],
    ['stall-body', 'body-timeout'],
    ['not-http', 'protocol'],
    ['wrong-page', 'wrong-content'],
    ['302', 'http-other'],
    ['404', 'http-4xx'],
    ['500', 'http-5xx'],
    ['502', 'http-502'],
    ['503', 'http-503'],
    ['504', 'http-504'],
  ];
  for (const connection of ['new', 'keepalive'] as const) {
    for (const [fault, kind] of kinds) {
      it(`calls it ${kind} on a ${connection} connection when the server does this: ${fault}`, async () => {
        await start();
        await server.setFault(fault);
        const timeoutMs = kind.endsWith('timeout') ? 100 : 5000;
        const expect = { status: [200], contains: 'served by' };
        const events = await probe([probeSpec({ url: server.url, connection, timeoutMs, expect })], 5);
        assert.deepEqual(kindsOf(events), [kind]);
      });
    }
  }

  it('sends on an absolute schedule, whatever came of the probes before', async () => {
    await start();
    await server.setFault('hang');
    const events = await probe([probeSpec({ url: server.url, timeoutMs: 150 })], 12);
    const inOrder = [...events].sort((one, other) => one.sequence - other.sequence);
    const [first] = inOrder;
    for (const [index, event] of inOrder.entries()) {
      assert.equal(event.sequence, index);
      assert.ok(Math.abs(event.dueMs - ((first?.dueMs ?? 0) + 20 * index)) < 1e-6);
      assert.ok(event.sentMs >= event.dueMs && event.endMs >= event.sentMs && event.t === event.endMs);
    }
    // Sent while the first that was sent, which hung for 150 ms, was still in flight.
    const [hung, ...later] = sent(inOrder);
    assert.ok(later.some(({ sentMs }) => sentMs < (hung?.endMs ?? 0)));
  });

  it('goes on looking whether it is held up while it waits for the last answers', async function () {
    this.timeout(10_000);
    await start();
    await server.setFault('hang');
    const events: ProbeEvent[] = [];
    const spec = probeSpec({ url: server.url, timeoutMs: 2000 });
    const running = await startProbes([spec], {
      originNs: monotonicOriginNs(),
      onProbe: (event) => events.push(event),
      onDelay: () => {},
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await running.stop();
    assert.deepEqual(kindsOf(events), ['header-timeout']);
    for (const { heldUpMs = 0 } of sent(events)) assert.ok(heldUpMs < 1000, String(heldUpMs));
  });

  it('finishes probes in the order in which it reports them', async () => {
    await start();
    const events = await probe([probeSpec({ url: server.url, everyMs: 5, lanes: 2 })], 40);
    for (const [index, { t }] of events.entries()) assert.ok(index === 0 || t >= (events[index - 1]?.t ?? 0));
  });

  it('staggers lanes by T / m', async () => {
    await start();
    const events = await probe([probeSpec({ url: server.url, lanes: 4 })], 8);
    const dueOf = (lane: number) =>
      events.find((event) => event.lane === lane && event.sequence === 0)?.dueMs ?? 0;
    for (const lane of [1, 2, 3]) assert.ok(Math.abs(dueOf(lane) - dueOf(0) - 5 * lane) < 1e-6);
  });

  it('opens a connection for each probe, or keeps one', async () => {
    await start();
    const fresh = await probe([probeSpec({ url: server.url })], 6);
    assert.equal(server.connections, sent(fresh).length);
    await server.close();
    await start();
    await probe([probeSpec({ url: server.url, connection: 'keepalive', everyMs: 50 })], 6);
    // One more where an answer took longer than an interval.
    assert.ok(server.connections < 6, `${server.connections}`);
  });

  it('closes its connections itself, unless there are too many of them for the ports of this machine', async () => {
    const asked = async (lanes: number) => {
      await start();
      await probe([probeSpec({ url: server.url, everyMs: 20, lanes })], 6);
      const heads = server.requests.map(({ head }) => head);
      await server.close();
      return heads.some((head) => /^Connection: close\r?$/m.test(head));
    };
    assert.deepEqual([await asked(1), await asked(6)], [false, true]);
  });

  it('opens a kept connection again when the server closed it, without calling that a failure', async () => {
    await start({ connection: 'close' });
    const events = await probe([probeSpec({ url: server.url, connection: 'keepalive' })], 6);
    assert.deepEqual(kindsOf(events), ['ok']);
  });

  it('does not wait for the answer before on a kept connection', async () => {
    await start();
    await server.setFault('hang');
    const events = await probe([probeSpec({ url: server.url, connection: 'keepalive', timeoutMs: 200 })], 4);
    assert.deepEqual(kindsOf(events), ['header-timeout']);
    assert.ok(server.connections >= sent(events).length);
  });

  it('reads who answered, checks checksums, and sends cookies back on their lane', async () => {
    const page = 'hello, served by web7';
    await start({ page, headers: { 'Set-Cookie': 'SERVERID=web7; path=/' } });
    const sha256 = createHash('sha256').update(page).digest('hex');
    const spec = probeSpec({
      url: server.url,
      cookies: true,
      identify: 'served by (\\w+)',
      expect: { status: [200], sha256 },
    });
    const events = await probe([spec], 5);
    assert.deepEqual(kindsOf(events), ['ok']);
    assert.ok(sent(events).every(({ server: name, status }) => name === 'web7' && status === 200));
    assert.match(server.requests.at(-1)?.head ?? '', /^Cookie: SERVERID=web7\r?$/m);
    assert.doesNotMatch(server.requests[0]?.head ?? '', /^Cookie:/m);
  });

  it('calls a right but slow answer too slow', async () => {
    await start({ delayMs: 60 });
    assert.deepEqual(kindsOf(await probe([probeSpec({ url: server.url, latencyLimitMs: 30 })], 3)), [
      'too-slow',
    ]);
  });

  it('verifies certificates', async () => {
    await start({ tls: testCertificate() });
    assert.deepEqual(kindsOf(await probe([probeSpec({ url: server.url })], 3)), ['tls']);
    const spec = probeSpec({ url: server.url, caFile: TEST_CA_FILE });
    assert.deepEqual(kindsOf(await probe([spec], 3)), ['ok']);
  });

  it('names a name that does not resolve', async () => {
    const events = await probe([probeSpec({ url: 'http://name.invalid/' })], 3);
    assert.deepEqual(kindsOf(events), ['dns']);
  });

  it('probes several things at once', async () => {
    await start();
    const specs = [
      probeSpec({ id: 'tcp', url: server.url }),
      probeSpec({ id: 'kept', url: server.url, connection: 'keepalive', everyMs: 10 }),
      probeSpec({ id: 'nobody', url: 'http://127.0.0.1:1/' }),
    ];
    const events = await probe(specs, 30);
    const kindsBy = (id: string) => kindsOf(events.filter((event) => event.probe === id));
    assert.deepEqual(kindsBy('tcp'), ['ok']);
    assert.deepEqual(kindsBy('kept'), ['ok']);
    assert.deepEqual(kindsBy('nobody'), ['connect-refused']);
  });

  it('delivers every probe that it sent before it has stopped', async () => {
    await start({ delayMs: 80 });
    const events: ProbeEvent[] = [];
    const probes = await startProbes([probeSpec({ url: server.url })], {
      originNs: monotonicOriginNs(),
      onProbe: (event) => events.push(event),
      onDelay: () => {},
    });
    while (server.requests.length < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    await probes.stop();
    await probes.stop();
    assert.deepEqual(kindsOf(events), ['ok']);
    assert.equal(sent(events).length, server.requests.length);
    const sequences = events.map(({ sequence }) => sequence).sort((one, other) => one - other);
    assert.deepEqual(sequences, [...sequences.keys()]);
  });

  it('reports the delay of its own event loop', async () => {
    await start();
    const delay = await new Promise<{ readonly p99Ms: number; readonly maxMs: number }>((resolve, reject) => {
      const starting = startProbes([probeSpec({ url: server.url })], {
        originNs: monotonicOriginNs(),
        onProbe: () => {},
        onDelay: (seen) => {
          starting.then((probes) => probes.stop()).then(() => resolve(seen), reject);
        },
      });
      starting.catch(reject);
    });
    assert.ok(delay.p99Ms >= 0 && delay.maxMs >= delay.p99Ms);
  });

  it('refuses a pattern that is none before anything is sent', async () => {
    const spec = probeSpec({ expect: { status: [200], matches: '(' } });
    await assert.rejects(
      startProbes([spec], { originNs: 0n, onProbe: () => {}, onDelay: () => {} }),
      (error: unknown) => error instanceof ChaosError && error.code === 'INVALID_PROBE',
    );
  });
});
