import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ExpectationFacts, FaultFacts, HistoryEvent, RunStartEvent } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import { METRICS } from '../../src/measurements/metrics.js';
import type { ExpectationResult } from '../../src/measurements/types.js';
import {
  faultLife,
  loadEnd,
  loadStart,
  probe,
  probeFacts,
  probes,
  runEnd,
  runStart,
  states,
} from './histories.js';

function expectation(
  metric: string,
  comparison: ExpectationFacts['comparison'],
  threshold: number,
): ExpectationFacts {
  return { metric, comparison, threshold, condition: `${comparison} ${threshold}` };
}

function judge(
  expected: ExpectationFacts,
  events: readonly HistoryEvent[],
  facts: Partial<RunStartEvent> = {},
): ExpectationResult {
  const [result] = measure([
    runStart({ expectations: [expected], ...facts }),
    ...events,
    runEnd(10_000),
  ]).expectations;
  assert.ok(result !== undefined);
  return result;
}

function actualOf(metric: string, events: readonly HistoryEvent[], facts: Partial<RunStartEvent> = {}) {
  return judge(expectation(metric, '>=', 0), events, facts).actual;
}

const watched = { probes: [probeFacts()] };
const outage = probes(10_000, [[4_000, 4_100]]);

describe('a verdict', () => {
  const verdictOf = (comparison: ExpectationFacts['comparison'], threshold: number) =>
    judge(expectation('outage.max', comparison, threshold), outage, watched).verdict;

  it('passes only where every value within the bounds meets the condition', () => {
    assert.equal(verdictOf('<', 122), 'pass');
    assert.equal(verdictOf('<=', 121), 'pass');
    assert.equal(verdictOf('>', 78), 'pass');
    assert.equal(verdictOf('!=', 500), 'pass');
  });

  it('fails only where none does', () => {
    assert.equal(verdictOf('<', 79), 'fail');
    assert.equal(verdictOf('>=', 122), 'fail');
    assert.equal(verdictOf('==', 500), 'fail');
  });

  it('is unknown in between', () => {
    for (const comparison of ['<', '<=', '>', '>=', '==', '!='] as const) {
      assert.equal(verdictOf(comparison, 100), 'unknown', comparison);
    }
  });

  it('is unknown for what was not measured, and says what it takes', () => {
    const result = judge(expectation('outage.max', '<', 1_000), []);
    assert.deepEqual(
      [result.verdict, result.actual, result.because],
      ['unknown', null, 'not measured: it takes a probe'],
    );
  });

  it('is unknown for a metric or a name that does not exist', () => {
    assert.equal(judge(expectation('outage.maximum', '<', 1), outage, watched).verdict, 'unknown');
    const result = judge(expectation('outage.max[nobody]', '<', 1), outage, watched);
    assert.deepEqual(
      [result.verdict, result.because],
      ['unknown', 'there is no probe nobody; there is: page'],
    );
    assert.equal(judge(expectation('faults.healed[page]', '<', 1), outage, watched).verdict, 'unknown');
  });

  it('on the whole run fails if any part failed, and else passes only if all passed', () => {
    const verdict = (...expectations: readonly ExpectationFacts[]) =>
      measure([runStart({ expectations, ...watched }), ...outage, runEnd(10_000)]).verdict;
    const [pass, fail, unknown] = [1_000, 10, 100].map((threshold) =>
      expectation('outage.max', '<', threshold),
    );
    assert.ok(pass && fail && unknown);
    assert.deepEqual(
      [verdict(), verdict(pass), verdict(pass, unknown), verdict(unknown, fail)],
      ['pass', 'pass', 'unknown', 'fail'],
    );
  });

  it('on a run that was interrupted is unknown at best', () => {
    const expectations = [expectation('outage.max', '<', 1_000)];
    const { verdict } = measure([
      runStart({ expectations, ...watched }),
      ...outage,
      runEnd(10_000, 'interrupted'),
    ]);
    assert.equal(verdict, 'unknown');
  });
});

describe('metrics of outages', () => {
  it('carry the bounds', () => {
    const { actual, low, high } = judge(expectation('outage.max', '<', 1_000), outage, watched);
    assert.deepEqual([actual, low, high], [100, 79, 121]);
  });

  it('have no upper bound for an outage that was still open', () => {
    const open = probes(10_000, [[9_000, 10_000]]);
    const { low, high, verdict } = judge(expectation('outage.max', '<', 5_000), open, watched);
    assert.deepEqual([low, high, verdict], [979, undefined, 'unknown']);
  });

  it('do not rule out an outage between two probes', () => {
    const quiet = probes(10_000);
    assert.equal(judge(expectation('outage.max', '<', 10), quiet, watched).verdict, 'unknown');
    assert.equal(judge(expectation('outage.max', '<', 100), quiet, watched).verdict, 'pass');
  });

  it('count, add up and pick the worst probe', () => {
    const two = { probes: [probeFacts(), probeFacts({ id: 'other' })] };
    const events = [
      ...probes(10_000, [
        [1_000, 1_100],
        [2_000, 2_200],
      ]),
      ...probes(10_000, [[2_000, 2_400]], { probe: 'other' }),
    ];
    const actual = (metric: string) => actualOf(metric, events, two);
    assert.deepEqual(
      [
        'outage.max',
        'outage.min',
        'outage.total',
        'outage.count',
        'outage.max[page]',
        'outage.count[other]',
      ].map(actual),
      [400, 100, 400, 2, 200, 1],
    );
    assert.equal(actual('probe.failed'), 35);
    assert.equal(actual('availability.requests'), 0.96);
    assert.equal(actual('availability.requests[page]'), 0.97);
  });

  it('were not measured where every probe was late', () => {
    const late = [probe(100, { dueMs: 50 })];
    assert.equal(actualOf('outage.max', late, watched), null);
    assert.equal(actualOf('availability.time', late, watched), null);
  });
});

describe('metrics of virtual IPs', () => {
  const vips = ['external', 'internal'].map((name) => ({
    name,
    manager: 'keepalived' as const,
    advertMs: 1_000,
    priorities: { cluster1: 150, standby1: 100 },
  }));
  const thereAndBack = [
    [0, 'cluster1'],
    [2_000, 'none'],
    [5_000, 'standby1'],
    [8_000, 'cluster1+standby1'],
    [8_030, 'cluster1'],
  ] as const;
  const events = [
    ...states('vip:external', thereAndBack),
    ...states('vip:internal', thereAndBack),
    ...faultLife('unplug', ['cluster1'], {
      injecting: 1_900,
      injected: 1_950,
      recovering: 6_000,
      recovered: 6_010,
      healed: 6_500,
    }),
    ...probes(10_000, [[1_960, 5_010]]),
  ];
  const faults: readonly FaultFacts[] = [
    { id: 'unplug', fault: 'nic.unplug', target: 'x', scheduledMs: 1_900 },
  ];
  const facts = { vips, faults, ...watched };

  it('count there and back as two, over addresses that move together as well', () => {
    assert.equal(actualOf('failover.count', events, facts), 2);
    assert.equal(actualOf('failover.count[external]', events, facts), 2);
  });

  it('give the phases and the owners', () => {
    const names = [
      'failover.takeover.max',
      'failover.outage.max',
      'vip.overlap.max',
      'vip.unowned.max',
      'vip.home',
    ];
    assert.deepEqual(
      names.map((name) => actualOf(name, events, facts)),
      [3_050, 3_060, 30, 3_000, 1],
    );
  });

  it('are zero where an observer watched and nothing happened, and unknown where none did', () => {
    const calm = states('vip:external', [[0, 'cluster1']]);
    assert.deepEqual([actualOf('failover.count', calm), actualOf('vip.overlap.max', calm)], [0, 0]);
    assert.deepEqual([actualOf('failover.count', []), actualOf('vip.overlap.max', [])], [null, null]);
  });

  it('do not rule out what may have happened while nobody was looking', () => {
    const blind = states('vip:external', [
      [0, 'cluster1'],
      [4_000, 'unknown'],
      [6_000, 'cluster1'],
    ]);
    assert.equal(judge(expectation('vip.overlap.max', '<', 500), blind).verdict, 'unknown');
    assert.equal(judge(expectation('vip.overlap.max', '<', 2_500), blind).verdict, 'pass');
  });

  it('tell that an address is not where it belongs', () => {
    assert.equal(actualOf('vip.home', states('vip:external', [[0, 'standby1']]), facts), 0);
  });
});

describe('metrics of traffic', () => {
  it('add failures up and take the slowest load', () => {
    const events = [
      loadStart(0),
      loadStart(0, { load: 'load-2' }),
      loadEnd(2_000, 'load-1', { outcomes: { ok: 900, reset: 100 } }),
      loadEnd(2_000, 'load-2'),
    ];
    assert.equal(actualOf('load.failed', events), 100);
    assert.equal(actualOf('load.failed[load-2]', events), 0);
    assert.equal(actualOf('load.requestsPerSecond', events), 450);
  });

  it('never take an invalid cell for a measurement, nor its absence for a proof', () => {
    const cell = (load: string, durationMs: number, partial: boolean) => [
      loadStart(0, { load, requests: 1_000, cell: { repeat: 1, order: 1 } }),
      loadEnd(2_000, load, { durationMs, partial }),
    ];
    const events = [...cell('one', 2_000, false), ...cell('two', 20_000, true)];
    assert.equal(actualOf('matrix.invalid', events), 1);
    assert.equal(actualOf('matrix.requestsPerSecond.min', events), 500);
    assert.equal(judge(expectation('matrix.requestsPerSecond.min', '>=', 400), events).verdict, 'unknown');
    assert.equal(judge(expectation('matrix.requestsPerSecond.min', '>=', 600), events).verdict, 'fail');
    const sound = cell('one', 2_000, false);
    assert.equal(
      judge(expectation('matrix.requestsPerSecond.min[static]', '>=', 400), sound).verdict,
      'pass',
    );
  });
});

describe('metrics of the cluster', () => {
  it('count a server once that is down in two backends', () => {
    const events = ['tcp/web1', 'http/web1', 'tcp/web2'].flatMap((server) =>
      states(`server:${server}`, [
        [0, 'UP'],
        [1_000, 'DOWN'],
        [2_000, 'UP'],
      ]),
    );
    assert.equal(actualOf('servers.down.max', events), 2);
    assert.equal(actualOf('servers.down.max', []), null);
  });

  it('count containers and bricks that were down at the same time', () => {
    const events = [
      ...states('container:a', [
        [0, 'running'],
        [1_000, 'exited'],
        [2_000, 'running'],
      ]),
      ...states('container:b', [
        [0, 'running'],
        [2_000, 'paused'],
      ]),
      ...states('brick:gluster1', [
        [0, 'up'],
        [1_000, 'down'],
        [2_000, 'healing'],
      ]),
    ];
    assert.deepEqual([actualOf('containers.down.max', events), actualOf('bricks.down.max', events)], [1, 1]);
  });

  it('tell what arrays, bonds, mounts and bricks lacked, and that they came back', () => {
    const events = [
      ...states('raid:nas', [
        [0, 'UUU'],
        [1_000, 'UU_'],
        [3_000, 'UU_ rebuilding'],
        [7_500, 'UUU'],
      ]),
      ...states('raid:nas/md9', [
        [0, 'UUU'],
        [2_000, 'U__'],
      ]),
      ...states('bond:nas', [
        [0, '2 of 2, eth0'],
        [1_000, '1 of 2, eth1'],
        [2_000, '2 of 2, eth1'],
      ]),
      ...states('nfs:cluster21p', [
        [0, 'answers'],
        [4_000, 'hangs'],
        [7_000, 'answers'],
      ]),
      ...states('brick:gluster1', [
        [0, 'up'],
        [1_000, 'down'],
        [2_000, 'healing:3'],
      ]),
      ...states('peer:gluster1', [
        [0, 'connected'],
        [1_000, 'disconnected'],
        [2_000, 'connected'],
      ]),
      ...states('space:nas', [
        [0, '90% free'],
        [1_000, 'full'],
        [2_000, '85% free'],
      ]),
    ];
    const expected = {
      'raid.members.down.max': 2,
      'raid.members.down.end': 2,
      'raid.rebuild.max': 4_500,
      'bond.links.down.max': 1,
      'bond.links.down.end': 0,
      'nfs.hang.max': 3_000,
      'peers.down.max': 1,
      'peers.down.end': 0,
      'bricks.unhealed.end': 1,
      'space.free.min': 0,
    };
    const actual = Object.keys(expected).map((metric) => [metric, actualOf(metric, events)]);
    assert.deepEqual(Object.fromEntries(actual), expected);
  });

  it('do not know how storage ended that was out of sight, or was never there', () => {
    const lost = [
      ...states('raid:nas', [
        [0, 'UUU'],
        [1_000, 'unknown'],
      ]),
      ...states('brick:gluster1', [
        [0, 'up'],
        [1_000, 'unknown'],
      ]),
    ];
    assert.deepEqual(
      ['raid.members.down.end', 'bricks.unhealed.end', 'bond.links.down.end', 'nfs.hang.max'].map((metric) =>
        actualOf(metric, lost),
      ),
      [null, null, null, null],
    );
    assert.equal(actualOf('raid.members.down.max', lost), 0);
    assert.equal(actualOf('raid.members.down.end', states('raid:nas', [[0, 'stopped']])), null);
  });

  it('count the files that were added, for each volume by itself', () => {
    const lanes = [
      ...states('files:gv0/gluster1', [
        [0, '5'],
        [5_000, '105'],
      ]),
      ...states('files:gv0/client', [
        [0, '5'],
        [5_000, '105'],
      ]),
      ...states('files:gv1/gluster1', [
        [0, '0'],
        [5_000, '40'],
      ]),
      ...states('files:gv1/gluster2', [
        [0, '2'],
        [5_000, '62'],
      ]),
      ...states('files:gv1/client', [
        [0, '2'],
        [5_000, '102'],
      ]),
    ];
    const actual = (metric: string) => judge(expectation(metric, '==', 100), lanes).actual;
    assert.deepEqual(
      ['files.client[gv0]', 'files.client[gv1]', 'files.bricks.sum[gv1]', 'files.brick.min[gv1]'].map(actual),
      [100, 100, 100, 40],
    );
    const lost = [...lanes, ...states('files:gv1/gluster2', [[9_000, 'unknown']])];
    assert.equal(judge(expectation('files.bricks.sum[gv1]', '==', 100), lost).verdict, 'unknown');
  });

  it('tell how long an address was on a host without a balancer', () => {
    const lanes = [
      ...states('vip:external', [
        [0, 'cluster1'],
        [4_000, 'none'],
        [5_000, 'standby1'],
      ]),
      ...states('haproxy:cluster1', [
        [0, 'up'],
        [3_000, 'down'],
      ]),
      ...states('haproxy:standby1', [
        [0, 'down'],
        [5_400, 'up'],
      ]),
      ...states('haproxy:standby1:tcp/cluster21p', [[0, 'down']]),
    ];
    assert.equal(judge(expectation('balancer.apart.max', '<', 2_000), lanes).actual, 1_000);
    const unwatched = states('vip:external', [[0, 'cluster1']]);
    assert.equal(judge(expectation('balancer.apart.max', '<', 2_000), unwatched).verdict, 'unknown');
  });

  it('tell how long the statistics page answered nobody', () => {
    const lanes = states('server:tcp/cluster21p', [
      [0, 'UP'],
      [2_000, 'unknown'],
      [3_500, 'UP'],
    ]);
    assert.equal(judge(expectation('statistics.unseen.max', '<', 2_000), lanes).actual, 1_500);
  });

  it('count faults that healed and that did not', () => {
    const faults = ['one', 'two', 'three'].map((id) => ({
      id,
      fault: 'nic.unplug',
      target: 'x',
      scheduledMs: 0,
    }));
    const events = [
      ...faultLife('one', [], { injecting: 1, injected: 2, recovering: 3, recovered: 4, healed: 5 }),
      ...faultLife('two', [], { injecting: 1, injected: 2, recovering: 3, recovered: 4 }),
    ];
    assert.equal(actualOf('faults.healed', events, { faults }), 1);
    assert.equal(actualOf('faults.unhealed', events, { faults }), 1);
  });

  it('judge balance by the balancer where there is one, and not where clients stick to a server', () => {
    const frontends = [
      { name: 'tcp', mode: 'tcp' as const, backend: 'tcp' },
      { name: 'http', mode: 'http' as const, backend: 'http' },
    ];
    const counters = (t: number, tcp: number, http: number): HistoryEvent => ({
      t,
      type: 'counters',
      observer: 'balancer',
      backends: { tcp: { a: 10 * t, b: tcp }, http: { a: http, b: 0 } },
    });
    const facts = { frontends, probes: [probeFacts({ frontend: 'http', cookies: true })] };
    const events = [counters(0, 0, 0), counters(1, 10, 100), probe(20, { server: 'a' })];
    assert.equal(actualOf('balance.deviation.max', events, facts), 0);
    assert.equal(actualOf('balance.servers', events, facts), 2);
    assert.equal(actualOf('balance.deviation.max[http]', events, facts), 100);
    assert.equal(actualOf('balance.deviation.count.max[http]', events, facts), 50);
    assert.equal(actualOf('stickiness.servers.max', events, facts), 1);
  });
});

describe('docs/measurements.md', () => {
  const text = readFileSync('docs/measurements.md', 'utf8');

  it('has an entry for every metric, with its unit, and for no other', () => {
    const entries = [...text.matchAll(/^\| `([^`]+)` \| (ms|count|share|per-second|percent) \|/gm)].map(
      ([, name, unit]) => `${name} (${unit})`,
    );
    assert.deepEqual(
      entries,
      Object.entries(METRICS).map(([name, { unit }]) => `${name} (${unit})`),
    );
  });

  it('has a section for every part of the measurements', () => {
    const parts = Object.entries(measure([runStart(), runEnd(0)])).flatMap(([name, part]) =>
      Array.isArray(part) && name !== 'fidelityNotes' ? [name] : [],
    );
    const headings = [...text.matchAll(/^## .*`(\w+)`$/gm)].map(([, name]) => name);
    assert.deepEqual(
      parts.filter((name) => !headings.includes(name)),
      [],
    );
  });
});
