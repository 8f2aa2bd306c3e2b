import assert from 'node:assert/strict';
import { ClosedLoop } from '../../../src/engines/native/closed-loop.js';
import { Fifo } from '../../../src/engines/native/fifo.js';
import { OpenLoop, type OpenLoopOptions } from '../../../src/engines/native/open-loop.js';
import { Slot } from '../../../src/engines/native/slot.js';

interface Begun {
  readonly slot: Slot;
  readonly dueMs: number;
  readonly nowMs: number;
}

describe('an open loop', () => {
  it('begins each request when it is due', () => {
    const { loop, begun, run } = openLoop({ requests: 5, timeoutMs: 1000 }, 10);
    loop.start(0);
    run([10, 20, 30, 40]);
    assert.deepEqual(
      begun.map(({ dueMs, nowMs }) => [dueMs, nowMs]),
      [0, 10, 20, 30, 40].map((time) => [time, time]),
    );
    assert.equal(loop.exhausted(), true);
    assert.equal(loop.figures().late, 0);
  });

  it('has no request due at its end or after', () => {
    const { loop, begun, run } = openLoop({ durationMs: 30, timeoutMs: 1000 }, 10);
    loop.start(0);
    run([10, 20, 30, 40]);
    assert.deepEqual(
      begun.map(({ dueMs }) => dueMs),
      [0, 10, 20],
    );
  });

  it('counts as late by its own fault what it could have sent, and keeps the time it was due', () => {
    const { loop, begun, run } = openLoop({ requests: 4, timeoutMs: 1000 }, 10);
    loop.start(0);
    run([30]);
    assert.deepEqual(
      begun.map(({ dueMs }) => dueMs),
      [0, 10, 20, 30],
    );
    assert.equal(loop.figures().late, 2);
    assert.equal(loop.figures().lateByOwnFault, 2);
  });

  it('lets a request wait for a connection, first come first served, and does not blame itself', () => {
    const { loop, begun, run } = openLoop({ requests: 3, timeoutMs: 1000 }, 10, 1);
    loop.start(0);
    run([10, 20]);
    assert.equal(begun.length, 1);
    freeLast(loop, begun, 50);
    freeLast(loop, begun, 60);
    assert.deepEqual(
      begun.map(({ dueMs, nowMs }) => [dueMs, nowMs]),
      [
        [0, 0],
        [10, 50],
        [20, 60],
      ],
    );
    const { late, lateByOwnFault, dropped } = loop.figures();
    assert.deepEqual([late, lateByOwnFault, dropped], [2, 0, 0]);
  });

  it('drops what waits longer than the time-out', () => {
    const { loop, begun, run } = openLoop({ requests: 3, timeoutMs: 100 }, 10, 1);
    loop.start(0);
    run([10, 20]);
    loop.sweep(110);
    assert.equal(loop.figures().dropped, 0);
    loop.sweep(115);
    assert.equal(loop.figures().dropped, 1);
    freeLast(loop, begun, 119);
    assert.equal(begun.at(-1)?.dueMs, 20);
    assert.equal(loop.exhausted(), true);
  });

  it('sends what is due when a connection comes free, without waiting to be woken', () => {
    const { loop, begun, run } = openLoop({ requests: 3, timeoutMs: 100 }, 10);
    loop.start(0);
    run([10]);
    loop.free(begun[0]?.slot ?? newSlot(), 20.5);
    assert.deepEqual(
      begun.map(({ dueMs, nowMs }) => [dueMs, nowMs]),
      [
        [0, 0],
        [10, 10],
        [20, 20.5],
      ],
    );
  });

  it('tells how much later than due it sent what had a connection', () => {
    const { loop, run } = openLoop({ requests: 100, timeoutMs: 1000 }, 10, 200);
    loop.start(0);
    run([10, 20, 30.25, ...Array.from({ length: 96 }, (_, index) => 40 + 10 * index + 0.05)]);
    const { lateness } = loop.figures();
    assert.equal(lateness.count, 100);
    assert.equal(lateness.maxMs, 0.25);
  });

  it('uses its connections in turn', () => {
    const { loop, begun, run } = openLoop({ requests: 4, timeoutMs: 100 }, 10, 2);
    loop.start(0);
    run([10]);
    for (const { slot } of [...begun]) loop.free(slot, 15);
    run([20, 30]);
    assert.deepEqual(
      begun.slice(2).map(({ slot }) => slot),
      begun.slice(0, 2).map(({ slot }) => slot),
    );
  });
});

describe('a closed loop', () => {
  it('begins the next request on a connection when its last was answered, as many as asked for', () => {
    const { loop, begun } = closedLoop({ requests: 3 }, 2);
    loop.start(0);
    assert.equal(begun.length, 2);
    loop.free(begun[0]?.slot ?? newSlot(), 5, true);
    loop.free(begun[1]?.slot ?? newSlot(), 6, true);
    assert.deepEqual(
      begun.map(({ nowMs }) => nowMs),
      [0, 0, 5],
    );
    assert.equal(loop.exhausted(6), true);
  });

  it('begins none after its duration', () => {
    const { loop, begun } = closedLoop({ durationMs: 10 }, 1);
    loop.start(100);
    const slot = begun[0]?.slot ?? newSlot();
    loop.free(slot, 109, true);
    loop.free(slot, 110, true);
    assert.equal(begun.length, 2);
  });

  it('doubles its pause after each quick failure, up to a limit, until an answer', () => {
    const { loop, begun } = closedLoop({ requests: 100 }, 1);
    loop.start(0);
    const slot = begun[0]?.slot ?? newSlot();
    const pauses = Array.from({ length: 7 }, () => {
      loop.free(slot, 0, false);
      return slot.pauseMs;
    });
    assert.deepEqual(pauses, [10, 20, 40, 80, 160, 200, 200]);
    loop.free(slot, 0, true);
    assert.equal(slot.pauseMs, 0);
    loop.stop();
  });
});

describe('a queue', () => {
  it('gives back in order what went in, over many turns', () => {
    const queue = new Fifo<number>();
    const out: (number | undefined)[] = [];
    for (let turn = 0; turn < 5000; turn++) {
      queue.push(2 * turn);
      queue.push(2 * turn + 1);
      out.push(queue.shift());
    }
    assert.equal(queue.length, 5000);
    assert.equal(queue.peek(), 5000);
    while (queue.length > 0) out.push(queue.shift());
    assert.deepEqual(out, [...Array(10_000).keys()]);
    assert.equal(queue.shift(), undefined);
  });
});

function newSlot(): Slot {
  const events = {
    nowMs: () => 0,
    onConnect: () => {},
    onAnswer: () => {},
    onFailure: () => {},
    onServerClose: () => {},
  };
  const connections = {
    open: () => assert.fail('nothing is opened here'),
    requests: () => [],
  };
  const options = { keepAlive: true, cookies: false, timeoutMs: 1000, choose: () => 0 };
  return new Slot(options, connections, events);
}

function openLoop(options: OpenLoopOptions, gapMs: number, connections = 10) {
  const begun: Begun[] = [];
  const slots = Array.from({ length: connections }, newSlot);
  let sequence = 0;
  const ticker = { wakeAt: () => {}, stop: async () => {} };
  const loop = new OpenLoop(
    options,
    slots,
    (slot, dueMs, nowMs) => begun.push({ slot, dueMs, nowMs }),
    () => sequence++ * gapMs,
    ticker,
  );
  const run = (times: readonly number[]) => {
    for (const time of times) loop.tick(time);
  };
  return { loop, begun, run };
}

function freeLast(loop: OpenLoop, begun: readonly Begun[], nowMs: number): void {
  const last = begun.at(-1);
  if (last !== undefined) loop.free(last.slot, nowMs);
}

function closedLoop(amount: { requests: number } | { durationMs: number }, connections: number) {
  const begun: Begun[] = [];
  const slots = Array.from({ length: connections }, newSlot);
  const loop = new ClosedLoop(
    amount,
    slots,
    (slot, dueMs, nowMs) => begun.push({ slot, dueMs, nowMs }),
    () => 0,
  );
  return { loop, begun };
}
