import assert from 'node:assert/strict';
import { initialState, type LiveState, reduce } from '../../src/cli/live/live-state.js';
import { plainLine, statusLine } from '../../src/cli/live/plain-lines.js';
import { screenLines } from '../../src/cli/live/screen.js';
import type { HistoryEvent } from '../../src/history/types.js';

const stateAfter = (...events: HistoryEvent[]): LiveState => events.reduce(reduce, initialState);

const load: HistoryEvent = {
  type: 'load.start',
  t: 0,
  load: 'l',
  page: 'p',
  frontend: 'f',
  engine: 'native',
  concurrency: 1,
  keepAlive: false,
};
const window: HistoryEvent = {
  type: 'load.window',
  t: 100,
  load: 'l',
  window: { fromMs: 0, toMs: 100, outcomes: { ok: 50, reset: 10 } },
};
const owner: HistoryEvent = {
  type: 'state',
  t: 50,
  subject: 'vip:external',
  state: 'cluster1',
  observer: 'o',
};
const fault: HistoryEvent = { type: 'fault', t: 60, fault: 'cut', stage: 'effective', targets: ['cluster1'] };

describe('the live view', () => {
  it('shows the rate of the last window, and what fails', () => {
    const lines = screenLines(stateAfter(load, window), '', { width: 80, color: false });
    assert.ok(lines.includes('load      l: 500/s, 100/s failed'), lines.join('\n'));
  });

  it('forgets a load and a fault when they are over', () => {
    const state = stateAfter(
      load,
      fault,
      { ...fault, stage: 'healed', t: 90 },
      {
        type: 'load.end',
        t: 100,
        load: 'l',
        result: {
          requests: 1,
          durationMs: 1,
          outcomes: { ok: 1 },
          nonTwoXx: 0,
          bytes: 1,
          partial: false,
          doubts: [],
        },
      },
    );
    assert.equal(state.activeLoads.size + state.activeFaults.size, 0);
  });

  it('names the owner and the active faults', () => {
    const text = screenLines(stateAfter(owner, fault), '', { width: 80, color: false }).join('\n');
    assert.match(text, /owner {5}external at cluster1/);
    assert.match(text, /fault {5}cut: effective cluster1/);
  });

  it('writes a line for what a log is read for, and none for each probe', () => {
    assert.equal(plainLine(owner, initialState), '   0.05 s  vip:external is cluster1');
    assert.equal(
      plainLine(
        {
          type: 'probe',
          t: 1,
          probe: 'p',
          lane: 0,
          sequence: 0,
          dueMs: 0,
          sentMs: 0,
          endMs: 1,
          kind: 'ok',
        },
        initialState,
      ),
      undefined,
    );
  });

  it('says that a server is down and up again, and nothing of servers out of sight', () => {
    const server = (state: string): HistoryEvent => ({
      type: 'state',
      t: 9,
      subject: 'server:tcp/a',
      state,
      observer: 'balancer',
    });
    const down = stateAfter(server('UP'), server('DOWN'));
    assert.equal(plainLine(server('UP'), initialState), undefined);
    assert.equal(plainLine(server('unknown'), down), undefined);
    assert.equal(plainLine(server('UP'), down), '   0.01 s  server:tcp/a is UP');
  });

  it('sums up how things stand', () => {
    assert.equal(
      statusLine(stateAfter(load, window, owner)),
      '   0.10 s  … 500/s ok, 100/s failed; external at cluster1',
    );
  });
});
