import assert from 'node:assert/strict';
import { Outbox } from '../../src/probes/outbox.js';
import { LaneSchedule, laneStarts } from '../../src/probes/schedule.js';

describe('the schedule of a lane', () => {
  it('is absolute: probe k is due at start + k × interval', () => {
    const { schedule, log } = lane(100, 20);
    assert.equal(schedule.wakeMs, 100);
    schedule.run(() => 99);
    assert.deepEqual(log, []);
    schedule.run(() => 103);
    schedule.run(() => 129);
    schedule.run(() => 140);
    assert.deepEqual(log, ['send 0 due 100', 'send 1 due 120', 'send 2 due 140']);
    assert.equal(schedule.wakeMs, 160);
  });

  it('gives up what is a whole interval late, and sends what is not', () => {
    const { schedule, log } = lane(0, 20);
    schedule.run(() => 65);
    assert.deepEqual(log, ['give up 0 due 0', 'give up 1 due 20', 'give up 2 due 40', 'send 3 due 60']);
  });

  it('asks for the time anew, since sending takes some', () => {
    const { schedule, log } = lane(0, 20);
    const times = [5, 21, 22];
    schedule.run(() => times.shift() ?? 22);
    assert.deepEqual(log, ['send 0 due 0', 'send 1 due 20']);
  });

  it('waits for room up to an interval, then gives up', () => {
    const { schedule, log, room } = lane(0, 20);
    room.left = 0;
    schedule.run(() => 1);
    assert.equal(schedule.wakeMs, 20);
    schedule.run(() => 20);
    assert.deepEqual(log, ['give up 0 due 0']);
    room.left = 1;
    schedule.run(() => 25);
    assert.deepEqual(log.slice(1), ['send 1 due 20']);
  });

  it('staggers m lanes by T / m', () => {
    assert.deepEqual(laneStarts(1000, 20, 4), [1000, 1005, 1010, 1015]);
  });
});

describe('an outbox', () => {
  it('sends in batches and in order', () => {
    const batches: (readonly number[])[] = [];
    const outbox = new Outbox<number>((items) => batches.push(items));
    for (let item = 0; item < 70; item++) outbox.push(item);
    assert.deepEqual(
      batches.map(({ length }) => length),
      [64],
    );
    outbox.flush();
    outbox.flush();
    assert.deepEqual(batches.flat(), [...Array(70).keys()]);
  });

  it('does not wait for ever for a batch to fill', async () => {
    await new Promise<void>((resolve) => {
      new Outbox<number>(() => resolve()).push(1);
    });
  });
});

function lane(startMs: number, intervalMs: number) {
  const log: string[] = [];
  const room = { left: Number.POSITIVE_INFINITY };
  const schedule = new LaneSchedule(startMs, intervalMs, {
    send: ({ sequence, dueMs }) => {
      if (room.left-- <= 0) return false;
      log.push(`send ${sequence} due ${dueMs}`);
      return true;
    },
    giveUp: ({ sequence, dueMs }) => log.push(`give up ${sequence} due ${dueMs}`),
  });
  return { schedule, log, room };
}
