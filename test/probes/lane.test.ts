import assert from 'node:assert/strict';
import type { Exchange } from '../../src/core/http/exchange.js';
import { httpTarget } from '../../src/core/http/request.js';
import type { ProbeEvent } from '../../src/history/types.js';
import { Lane } from '../../src/probes/lane.js';
import { probeSpec } from './support.js';

const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');

describe('a lane of probes', () => {
  it('takes an answer for what the clock says, not for what was looked at first', () => {
    const inTime = laneAt(0);
    inTime.exchange.received(ANSWER, ANSWER.length, 100);
    assert.deepEqual(inTime.outcome(), { kind: 'ok', tookMs: 100 });

    // The timer for this one did not come to run: the prober was busy.
    const late = laneAt(0);
    late.exchange.received(ANSWER, ANSWER.length, 100.5);
    assert.deepEqual(late.outcome(), { kind: 'header-timeout', tookMs: 100.5 });
  });

  it('names the phase of an answer that began in time and ended late', () => {
    const { exchange, outcome } = laneAt(0);
    exchange.received(ANSWER, ANSWER.length - 1, 99);
    exchange.received(ANSWER.subarray(-1), 1, 101);
    assert.deepEqual(outcome(), { kind: 'body-timeout', tookMs: 101 });
  });

  it('records how long the prober was held up while a probe was on its way', () => {
    const { exchange, heldUp, event } = laneAt(7);
    heldUp.ms = 105;
    exchange.received(ANSWER, ANSWER.length, 99);
    assert.equal(event()?.heldUpMs, 98);
    const quiet = laneAt(7);
    quiet.exchange.received(ANSWER, ANSWER.length, 1);
    assert.ok(!('heldUpMs' in (quiet.event() ?? {})));
  });

  it('records how much of that was before its request, which the server got so much later', () => {
    const { exchange, heldUp, event } = laneAt(7, 12);
    heldUp.ms = 20;
    exchange.received(ANSWER, ANSWER.length, 15);
    assert.equal(event()?.heldUpMs, 13);
    assert.equal(event()?.heldUpBeforeRequestMs, 5);
  });
});

/**
 * A lane whose one probe was sent at 0 with a time-out of 100 ms, and has its connection.
 * @param heldUpMs in all, when the probe was sent
 * @param openedMs likewise, when it got its connection
 */
function laneAt(heldUpMs: number, openedMs = heldUpMs) {
  const events: ProbeEvent[] = [];
  const heldUp = { ms: heldUpMs };
  let nowMs = 0;
  let opened: Exchange | undefined;
  const url = 'http://127.0.0.1:1/';
  const lane = new Lane(probeSpec({ url, timeoutMs: 100 }), 0, {
    target: httpTarget(url),
    nowMs: () => nowMs,
    heldUpMs: () => heldUp.ms,
    connect: (exchange) => {
      exchange.attach({ write: () => {}, destroy: () => {} });
      opened = exchange;
    },
    enter: () => true,
    leave: () => {},
    record: (event) => events.push(event),
  });
  lane.send({ sequence: 0, dueMs: 0 });
  heldUp.ms = openedMs;
  opened?.resolved();
  opened?.opened();
  return {
    heldUp,
    exchange: {
      received: (bytes: Uint8Array, length: number, atMs: number) => {
        nowMs = atMs;
        opened?.received(bytes, length);
      },
    },
    event: () => events[0],
    outcome: () => {
      assert.equal(events.length, 1);
      return { kind: events[0]?.kind, tookMs: (events[0]?.endMs ?? 0) - (events[0]?.sentMs ?? 0) };
    },
  };
}
