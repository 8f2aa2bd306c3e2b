import assert from 'node:assert/strict';
import type { FaultFacts, HistoryEvent, RunStartEvent, VipFacts } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import type { Failover } from '../../src/measurements/types.js';
import {
  faultLife,
  loadEnd,
  loadStart,
  loadWindows,
  probeFacts,
  probes,
  runEnd,
  runStart,
  states,
} from './histories.js';

const PRIORITIES = { cluster1: 150, standby1: 100, standby2: 90 };

function vip(name: string): VipFacts {
  return { name, manager: 'keepalived', advertMs: 1_000, priorities: PRIORITIES };
}

const unplug: FaultFacts = {
  id: 'unplug-master',
  fault: 'nic.unplug',
  target: 'director:active',
  scheduledMs: 10_000,
};

const unplugged = faultLife('unplug-master', ['cluster1'], {
  resolved: 9_990,
  injecting: 10_000,
  injected: 10_020,
  effective: 10_050,
  recovering: 25_020,
  recovered: 25_040,
  healed: 25_200,
});

const thereAndBack = [
  [0, 'cluster1'],
  [10_100, 'none'],
  [13_300, 'standby1'],
  [28_600, 'cluster1+standby1'],
  [28_620, 'cluster1'],
] as const;

function failoversOf(events: readonly HistoryEvent[], facts: Partial<RunStartEvent> = {}) {
  const start = runStart({ vips: [vip('external')], faults: [unplug], probes: [probeFacts()], ...facts });
  return measure([start, ...events, runEnd(40_000)]).failovers;
}

function first(failovers: readonly Failover[]): Failover {
  const [failover] = failovers;
  assert.ok(failover !== undefined);
  return failover;
}

describe('failovers', () => {
  it('are told by phase, with the outage that users felt and what the timers make one expect', () => {
    const away = [10_010, 13_310] as const;
    const events = [...unplugged, ...states('vip:external', thereAndBack), ...probes(40_000, [away])];
    assert.deepEqual(first(failoversOf(events)), {
      fault: 'unplug-master',
      cause: 'injection',
      vip: 'external',
      from: 'cluster1',
      to: 'standby1',
      causeMs: 10_020,
      detectedMs: 10_100,
      takeoverMs: 13_300,
      firstSuccessMs: 13_320,
      fullCapacityMs: null,
      gapMs: 3_200,
      expectedMs: { low: 2_609.375, high: 3_609.375 },
      outage: { lowMs: 3_279, highMs: 3_321 },
    });
  });

  it('back to the better host are put down to the recovery, overlap, and should cost nothing', () => {
    const events = [...unplugged, ...states('vip:external', thereAndBack), ...probes(40_000)];
    const back = failoversOf(events)[1];
    assert.deepEqual(
      [back?.fault, back?.cause, back?.causeMs, back?.takeoverMs, back?.detectedMs, back?.gapMs],
      ['unplug-master', 'recovery', 25_040, 28_600, 28_620, -20],
    );
    assert.deepEqual([back?.expectedMs, back?.outage], [{ low: 0, high: 0 }, null]);
    assert.equal(back?.firstSuccessMs, 28_600);
  });

  it('of addresses that move together are one row for each address', () => {
    const events = ['external', 'internal'].flatMap((name) => states(`vip:${name}`, thereAndBack));
    const rows = failoversOf([...unplugged, ...events], { vips: [vip('external'), vip('internal')] });
    assert.deepEqual(
      rows.map((row) => row.vip),
      ['external', 'internal', 'external', 'internal'],
    );
  });

  it('expect the owner to say farewell once its checks have failed, where only its balancer was killed', () => {
    const events = [...unplugged, ...states('vip:external', thereAndBack)];
    const vips = [{ ...vip('external'), check: { interMs: 1_000, fall: 2 } }];
    const expectedOf = (fault: Partial<FaultFacts>, facts: Partial<RunStartEvent> = { vips }) =>
      first(failoversOf(events, { faults: [{ ...unplug, ...fault }], ...facts })).expectedMs;
    const skewMs = 609.375;
    const checked = { low: 1_000 + skewMs, high: 2_000 + skewMs };
    const silent = { low: 2_000 + skewMs, high: 3_000 + skewMs };
    assert.deepEqual(expectedOf({ fault: 'process.kill' }), checked);
    assert.deepEqual(expectedOf({ fault: 'service.stop', options: { service: 'haproxy' } }), checked);
    // Where nothing is known of a check, or the one that speaks VRRP is killed, it falls silent.
    assert.deepEqual(expectedOf({ fault: 'process.kill' }, {}), silent);
    assert.deepEqual(expectedOf({ fault: 'process.kill', options: { process: 'keepalived' } }), silent);
    const stopped = { fault: 'service.stop', options: { service: 'keepalived' } };
    assert.deepEqual(expectedOf(stopped), { low: skewMs, high: skewMs });
  });

  it('say when the clients’ side learnt of the new owner, where that was watched', () => {
    const learnt = states('arp:external', [
      [0, 'cluster1'],
      [13_305, 'standby1'],
      [28_610, 'cluster1'],
    ]);
    const rows = failoversOf([...unplugged, ...states('vip:external', thereAndBack), ...learnt]);
    assert.deepEqual(
      rows.map(({ announcedMs }) => announcedMs),
      [13_305, 28_610],
    );
  });

  it('expect nothing of timers where the fault did not silence the old owner', () => {
    const delayed = { ...unplug, fault: 'link.delay' };
    const events = [...unplugged, ...states('vip:external', thereAndBack)];
    assert.equal(first(failoversOf(events, { faults: [delayed] })).expectedMs, null);
    const elsewhere = faultLife('unplug-master', ['cluster2'], { injecting: 10_000, injected: 10_020 });
    const rows = failoversOf([...elsewhere, ...states('vip:external', thereAndBack)]);
    assert.equal(first(rows).expectedMs, null);
  });

  it('that nobody saw begin have no time of detection', () => {
    const changes = [
      [0, 'cluster1'],
      [10_100, 'unknown'],
      [13_300, 'standby1'],
    ] as const;
    const row = first(failoversOf([...unplugged, ...states('vip:external', changes)]));
    assert.deepEqual([row.detectedMs, row.takeoverMs, row.gapMs], [null, 13_300, 0]);
  });

  it('are not seen in an owner that lost the address for a while and took it again', () => {
    const changes = [
      [0, 'cluster1'],
      [10_100, 'none'],
      [11_000, 'cluster1'],
      [12_000, 'cluster1+standby1'],
      [12_500, 'cluster1'],
      [13_000, 'unknown'],
      [14_000, 'cluster1'],
    ] as const;
    assert.deepEqual(failoversOf(states('vip:external', changes)), []);
  });

  it('without a fault have an unknown cause', () => {
    const row = first(failoversOf(states('vip:external', thereAndBack), { faults: [] }));
    assert.deepEqual([row.fault, row.cause, row.causeMs], [null, 'unknown', null]);
  });

  describe('reach full capacity', () => {
    const rate = (fullFromMs: number) => (t: number) => {
      if (t >= 10_000 && t < 13_300) {
        return 0;
      }
      return t >= 13_300 && t < fullFromMs ? 40 : 98 + (t % 500) / 100;
    };
    const served = (windows: readonly HistoryEvent[]) => [
      ...unplugged,
      ...states('vip:external', thereAndBack),
      ...probes(40_000, [[10_010, 13_310]]),
      loadStart(0),
      ...windows,
      loadEnd(20_000, 'load-1'),
    ];

    it('when the load is served as it was before, and stays so', () => {
      const rows = failoversOf(served(loadWindows('load-1', 0, 20_000, rate(14_500))));
      assert.equal(first(rows).fullCapacityMs, 14_500);
    });

    it('as it was right before: the time in which the service warmed up does not count', () => {
      const warming = (t: number) => (t < 6_000 ? t / 60 : rate(14_500)(t));
      const rows = failoversOf(served(loadWindows('load-1', 0, 20_000, warming)));
      assert.equal(first(rows).fullCapacityMs, 14_500);
    });

    it('with a constant load, whose windows differ by one request at most', () => {
      const odd: Readonly<Record<number, number>> = { 14000: 9, 14100: 11 };
      const constant = (t: number) => (t >= 10_000 && t < 13_300 ? 0 : (odd[t] ?? 10));
      const rows = failoversOf(served(loadWindows('load-1', 0, 20_000, constant)));
      assert.equal(first(rows).fullCapacityMs, 13_400);
    });

    it('never, when the load ends before that', () => {
      const rows = failoversOf(served(loadWindows('load-1', 0, 20_000, rate(30_000))));
      assert.equal(first(rows).fullCapacityMs, null);
    });

    it('at a time unknown, when too little was seen before', () => {
      const rows = failoversOf(served(loadWindows('load-1', 9_800, 20_000, rate(14_500))));
      assert.equal(first(rows).fullCapacityMs, null);
    });
  });
});
