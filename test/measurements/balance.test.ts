import assert from 'node:assert/strict';
import type { CountersEvent, FrontendFacts, HistoryEvent } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import { probe, probeFacts, runEnd, runStart } from './histories.js';

const frontends: readonly FrontendFacts[] = [
  { name: 'tcp', mode: 'tcp', backend: 'web-tcp' },
  { name: 'http', mode: 'http', backend: 'web-http' },
];

function counters(t: number, servers: Readonly<Record<string, number>>, backend = 'web-tcp'): CountersEvent {
  return { t, type: 'counters', observer: 'balancer', backends: { [backend]: servers } };
}

function answers(servers: readonly string[], lane = 0): readonly HistoryEvent[] {
  return servers.map((server, index) => probe(index * 20, { server, lane }));
}

describe('balance', () => {
  const balanceOf = (events: readonly HistoryEvent[], cookies = false) =>
    measure([runStart({ frontends, probes: [probeFacts({ cookies })] }), ...events, runEnd(10_000)]).balance;

  it("is what the balancer's counters grew by", () => {
    const rows = balanceOf([
      counters(0, { a: 100, b: 200, c: 0 }),
      counters(1_000, { a: 110, b: 212, c: 8 }),
    ]);
    assert.deepEqual(rows, [
      {
        frontend: 'tcp',
        mode: 'tcp',
        source: 'balancer',
        byServer: { a: 10, b: 12, c: 8 },
        maxDeviationPercent: 20,
        maxDeviationCount: 2,
      },
    ]);
  });

  it('goes on over a balancer that was started anew and counts from zero', () => {
    const rows = balanceOf([
      counters(0, { a: 100, b: 100 }),
      counters(1_000, { a: 110, b: 110 }),
      counters(2_000, { a: 3, b: 2 }),
      counters(3_000, { a: 5, b: 5 }),
    ]);
    assert.deepEqual(rows[0]?.byServer, { a: 15, b: 15 });
  });

  it('is counted by who answered a probe, with the servers that never did', () => {
    const rows = balanceOf([counters(0, { a: 0, b: 0, c: 0 }), ...answers(['a', 'b', 'a', 'b'])]);
    assert.deepEqual(rows[0]?.byServer, { a: 2, b: 2, c: 0 });
    assert.deepEqual([rows[0]?.source, rows[0]?.maxDeviationPercent], ['probe:page', 100]);
  });

  it('is not counted by a probe that keeps its cookies', () => {
    assert.deepEqual(balanceOf(answers(['a', 'a']), true), []);
  });
});

describe('stickiness', () => {
  const stickinessOf = (events: readonly HistoryEvent[], lanes = 1) =>
    measure([runStart({ probes: [probeFacts({ cookies: true, lanes })] }), ...events, runEnd(10_000)])
      .stickiness;

  it('is the servers that answered a probe with cookies, and how often that changed', () => {
    assert.deepEqual(stickinessOf(answers(['a', 'a', 'b', 'a'])), [
      { probe: 'page', frontend: 'tcp', servers: ['a', 'b'], switches: 2 },
    ]);
  });

  it('is judged from when the cookie is known: clients without one may go anywhere', () => {
    const probe = (sequence: number, sentMs: number, endMs: number, server: string): HistoryEvent => ({
      type: 'probe',
      t: endMs,
      probe: 'page',
      lane: 0,
      sequence,
      dueMs: sentMs,
      sentMs,
      endMs,
      kind: 'ok',
      server,
    });
    const coldStart = [probe(0, 0, 80, 'a'), probe(1, 50, 110, 'b'), probe(2, 100, 105, 'a')];
    assert.deepEqual(stickinessOf([...coldStart, probe(3, 150, 155, 'b'), probe(4, 200, 205, 'b')]), [
      { probe: 'page', frontend: 'tcp', servers: ['b'], switches: 0 },
    ]);
  });

  it('is told for each lane, as each keeps its own cookies', () => {
    const rows = stickinessOf([...answers(['a', 'a'], 0), ...answers(['b', 'b'], 1)], 2);
    assert.deepEqual(
      rows.map(({ lane, servers, switches }) => [lane, servers, switches]),
      [
        [0, ['a'], 0],
        [1, ['b'], 0],
      ],
    );
  });
});
