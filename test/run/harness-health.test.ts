import assert from 'node:assert/strict';
import type { HarnessEvent, HistoryEvent } from '../../src/history/types.js';
import { watchHarness } from '../../src/run/harness-health.js';
import { localPortsFrom } from '../../src/run/local-ports.js';
import { runClock } from '../../src/run/run-clock.js';

describe('the watch over the harness', () => {
  it('reads on demand, each reading of its own time, with both clocks', () => {
    const events: HistoryEvent[] = [];
    const clock = runClock();
    clock.start();
    const health = watchHarness({ clock, record: (event) => events.push(event) });
    health.read();
    const untilMs = clock.nowMs() + 60;
    while (clock.nowMs() < untilMs) {
      // Uses up a core.
    }
    health.read();
    health.stop();
    const [first, second] = events as HarnessEvent[];
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(second.thread, 'main');
    assert.ok((second.processCpu ?? 0) > 0.2, `${second.processCpu}`);
    const wallMs = (second.wallMs ?? 0) - (first.wallMs ?? 0);
    assert.ok(wallMs >= 50, `${wallMs}`);
    assert.deepEqual(JSON.parse(JSON.stringify(events)), events);
  });
});

describe('the ports of this machine', () => {
  it('are read as Linux tells them', () => {
    const sockets =
      'sockets: used 1071\nTCP: inuse 460 orphan 8 tw 6356 alloc 622 mem 231\nUDP: inuse 0 mem 0\n';
    assert.deepEqual(localPortsFrom(sockets, '32768\t60999\n'), { timeWait: 6_356, available: 28_232 });
  });

  it('are unknown where it tells them otherwise', () => {
    assert.equal(localPortsFrom('', '32768 60999'), undefined);
    assert.equal(localPortsFrom('TCP: inuse 1 orphan 0 tw 5 alloc 1 mem 1', ''), undefined);
  });
});
