import assert from 'node:assert/strict';
import type { StateLane } from '../../src/measurements/types.js';
import { changedLanes } from '../../src/report/state-lanes.js';

const lane = (subject: string, lostMs: number): StateLane => ({
  subject,
  segments: [
    { state: 'UP', fromMs: 0, toMs: lostMs },
    { state: 'unknown', fromMs: lostMs, toMs: 5000 },
  ],
});
const steady = (subject: string): StateLane => ({
  subject,
  segments: [{ state: 'UP', fromMs: 0, toMs: 5000 }],
});

describe('The lanes that changed', () => {
  it('put those together that did the same at the same time', () => {
    const lanes = changedLanes([lane('server:a', 2000), lane('server:b', 2000.4), lane('server:c', 3000)]);
    assert.deepEqual(
      lanes.map(({ subject, alike }) => [subject, alike]),
      [
        ['server:a', 1],
        ['server:c', 0],
      ],
    );
  });

  it('keep each virtual IP by itself, first, even one that never moved', () => {
    const lanes = changedLanes([
      lane('nic:a', 1000),
      steady('vip:external'),
      steady('vip:internal'),
      steady('nic:b'),
    ]);
    assert.deepEqual(
      lanes.map((one) => one.subject),
      ['vip:external', 'vip:internal', 'nic:a'],
    );
  });
});
