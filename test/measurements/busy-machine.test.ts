import assert from 'node:assert/strict';
import type { ProbeEvent, ProbeFacts } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import { probe, probeFacts, probes, runEnd, runStart } from './histories.js';

function measured(events: readonly ProbeEvent[], facts: Partial<ProbeFacts> = {}) {
  return measure([
    runStart({ probes: [probeFacts({ intervalMs: 5, ...facts })] }),
    ...events,
    runEnd(10_000),
  ]);
}

/** Probes every 5 ms, and others in place of those due from one time to another. */
function probesBut(fromMs: number, toMs: number, others: readonly ProbeEvent[]): readonly ProbeEvent[] {
  const usual = probes(2000, [], {}, 5).filter(({ sentMs }) => sentMs < fromMs || sentMs >= toMs);
  return [...usual, ...others];
}

/** Each as the fidelity benchmark recorded it on a machine with more to do than it has cores. */
describe('on a busy machine', () => {
  it('an answer that the prober was not there to read is no outage, nor part of a response time', () => {
    const givenUp = Array.from({ length: 20 }, (_, index) => {
      const sentMs = 1103.6;
      return probe(sentMs, { dueMs: 1005 + 5 * index, endMs: sentMs, kind: 'other' });
    });
    const events = probesBut(1000, 1115, [
      probe(1000.2, { dueMs: 1000, endMs: 1113.2, heldUpMs: 103.8 }),
      ...givenUp,
      probe(1110.3, { dueMs: 1110, endMs: 1113.9 }),
    ]);
    const { outages, probes: rows } = measured(events);
    assert.deepEqual(outages, []);
    assert.ok((rows[0]?.latencyMs?.max ?? 0) < 10);
    const unknowing = events.map(({ heldUpMs, ...event }) => event);
    assert.equal(measured(unknowing).outages.length, 1);
  });

  it('a time-out during which the prober was held up for most of the time proves nothing', () => {
    const timedOut = (heldUpMs: number) =>
      probesBut(1000, 1005, [probe(1000, { endMs: 1201, kind: 'header-timeout', heldUpMs })]);
    assert.equal(measured(timedOut(150), { timeoutMs: 200 }).outages.length, 0);
    assert.equal(measured(timedOut(50), { timeoutMs: 200 }).outages.length, 1);
  });

  it('a refusal that a busy server came to late was decided just before its end', () => {
    // The server did not run from 1009 to 1060, and began to answer 503 at 1059.8.
    const refused = Array.from({ length: 18 }, (_, index) => {
      const sentMs = 1010 + 5 * index;
      return probe(sentMs, { endMs: Math.max(1060.2, sentMs + 0.5), kind: 'http-503' });
    });
    const [outage] = measured(probesBut(1010, 1100, refused)).outages;
    assert.equal(outage?.beganMs?.high, 1060.2);
    assert.ok((outage?.lowMs ?? 0) <= 37);
  });

  it('a refusal after a long wait was decided when the wait began', () => {
    const refused = Array.from({ length: 200 }, (_, index) => {
      const sentMs = 1000 + 5 * index;
      return probe(sentMs, { endMs: sentMs + 3000, kind: 'http-503' });
    });
    const [outage] = measured(probesBut(1000, 2000, refused)).outages;
    assert.equal(outage?.beganMs?.high, 1001);
  });

  it('what was never answered may have been on its way for as long as any answer right before, up to 2 ms', () => {
    const beganBeforeMs = (longestMs: number) => {
      const unanswered = Array.from({ length: 40 }, (_, index) =>
        probe(1000 + 5 * index, { endMs: 2000 + 5 * index, kind: 'header-timeout' }),
      );
      const late = probe(500, { endMs: 500 + longestMs });
      const events = probesBut(1000, 1200, unanswered).map((event) => (event.sentMs === 500 ? late : event));
      return measured(events).outages[0]?.beganMs?.high;
    };
    assert.equal(beganBeforeMs(1), 1001);
    assert.equal(beganBeforeMs(1.5), 1001.5);
    assert.equal(beganBeforeMs(12), 1002);
  });

  it('a request that left late, because the prober was held up, met a fault that came after the probe was sent', () => {
    // The server hung from 1004.6 to 2000; the first probe to meet it asked at 1004.5.
    const beganBeforeMs = (heldUpBeforeRequestMs: number) => {
      const unanswered = Array.from({ length: 200 }, (_, index) => {
        const heldUp = index === 0 ? { heldUpMs: heldUpBeforeRequestMs, heldUpBeforeRequestMs } : {};
        return probe(1000 + 5 * index, { endMs: 2000.5, ...heldUp });
      });
      return measured(probesBut(1000, 2000, unanswered), { timeoutMs: 5000 }).outages[0]?.beganMs?.high;
    };
    assert.equal(beganBeforeMs(0), 1001);
    assert.equal(beganBeforeMs(4.5), 1005.5);
  });

  it('a request that left late just before the service was back was not missed', () => {
    // It was back at 1998; the last probe before that was sent at 1995 and asked at 1999.
    const endedAfterMs = (heldUpBeforeRequestMs: number) => {
      const waiting = Array.from({ length: 200 }, (_, index) => {
        const heldUp = index === 199 ? { heldUpMs: heldUpBeforeRequestMs, heldUpBeforeRequestMs } : {};
        return probe(1000 + 5 * index, { endMs: 1999.5, ...heldUp });
      });
      return measured(probesBut(1000, 2000, waiting), { timeoutMs: 5000 }).outages[0]?.endedMs?.low;
    };
    assert.equal(endedAfterMs(0), 1995);
    assert.equal(endedAfterMs(4), 1990);
  });

  it('an answer to a request that overtook none does not part an outage in two', () => {
    // Its connection request lay in the network until the server was back, at 1094.
    const others = Array.from({ length: 20 }, (_, index) => {
      const sentMs = 1000 + 5 * index;
      return sentMs === 1085
        ? probe(sentMs, { endMs: 1095.6 })
        : probe(sentMs, { endMs: sentMs + 0.5, kind: 'connect-refused' });
    });
    const { outages } = measured(probesBut(1000, 1100, others));
    assert.equal(outages.length, 1);
    assert.equal(outages[0]?.failures, 19);
  });
});
