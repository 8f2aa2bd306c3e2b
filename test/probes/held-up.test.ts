import assert from 'node:assert/strict';
import { HeldUp } from '../../src/probes/held-up.js';

describe('the time for which the prober was held up', () => {
  it('is what wake-ups were late by, those that are still to come included', () => {
    const heldUp = new HeldUp();
    assert.equal(heldUp.totalMs(1000), 0);
    heldUp.runs(1000, 1005);
    assert.equal(heldUp.totalMs(1005), 0);
    assert.equal(heldUp.totalMs(1103), 98);
    heldUp.runs(1103, 1110);
    assert.equal(heldUp.totalMs(1109), 98);
    heldUp.runs(1130, Number.POSITIVE_INFINITY);
    assert.equal(heldUp.totalMs(9999), 118);
  });

  it('does not grow by the usual lateness of timers', () => {
    const heldUp = new HeldUp();
    for (let tick = 0; tick < 1000; tick++) heldUp.runs(5 * tick + 0.9, 5 * (tick + 1));
    assert.equal(heldUp.totalMs(5000.9), 0);
  });

  it('counts nothing twice when the thread runs before it was to', () => {
    const heldUp = new HeldUp();
    heldUp.runs(1000, 1005);
    heldUp.runs(1001, 1005);
    heldUp.runs(1050, 1055);
    heldUp.runs(1051, 1055);
    assert.equal(heldUp.totalMs(1052), 45);
  });
});
