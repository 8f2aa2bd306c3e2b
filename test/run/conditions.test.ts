import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { HistoryEvent } from '../../src/history/types.js';
import type { FaultOfCondition, PlannedCell, PlannedFault, PlannedLoad } from '../../src/plan/types.js';
import { executePlan } from '../../src/run/execute-plan.js';
import { leftJournals } from '../../src/run/journal.js';
import type { RunContext } from '../../src/run/types.js';
import { stagesOf, type ToyRun, toyAction, toyFault, toyRun } from './toy-cluster.js';
import { toyEngine } from './toy-engine.js';

const WHOLE_LIFE = [
  'resolved',
  'armed',
  'injecting',
  'injected',
  'effective',
  'recovering',
  'recovered',
  'healed',
];

function load(id: string): PlannedLoad {
  return {
    id,
    page: 'home',
    frontend: 'tcp',
    engine: 'toy',
    from: 'a',
    atMs: 0,
    spec: {
      url: 'http://127.0.0.1/',
      method: 'GET',
      headers: {},
      connections: 1,
      arrivals: 'constant',
      requests: 1,
      keepAlive: true,
      cookies: false,
      timeoutMs: 1_000,
    },
    description: id,
  };
}

function cell(id: string, name: string, occurrence = 1): PlannedCell {
  return { ...load(id), repeat: 1, order: 1, warmup: false, cooldownMs: 0, condition: { name, occurrence } };
}

function part(host: string, change: Partial<FaultOfCondition> = {}): PlannedFault {
  const { atMs: _, ...fault } = toyFault('cut', host);
  return {
    ...fault,
    holdMs: 600_000,
    condition: { name: 'cut', occurrence: 1, during: 'fault', settleMs: 0, ...change },
  };
}

describe('a run in conditions', () => {
  let toy: ToyRun;

  afterEach(() => toy.remove());

  /** @param during called while a cell or load is sent */
  function execute(during: (load: string) => void = () => {}, change: Partial<RunContext> = {}) {
    const run: RunContext = {
      ...toy.run,
      parts: { ...toy.run.parts, engines: { toy: toyEngine(() => during(current)) } },
      record: (event) => {
        current = event.type === 'load.start' ? event.load : current;
        toy.run.record(event);
      },
      ...change,
    };
    return executePlan(run, () => toy.interrupt.signal.aborted);
  }

  let current = '';
  const verified = () =>
    toy.events.flatMap((event) => (event.type === 'condition' ? [[event.load, event.held]] : []));
  const order = () =>
    toy.events.flatMap((event: HistoryEvent) => {
      switch (event.type) {
        case 'fault':
          return ['effective', 'recovered', 'healed'].includes(event.stage)
            ? [`${event.fault} ${event.stage}`]
            : [];
        case 'load.start':
          return [event.load];
        default:
          return [];
      }
    });

  it('brings a condition about, measures its cells in it, and undoes it before the next', async () => {
    toy = toyRun([part('a')], {
      durationMs: 0,
      cells: [cell('one', 'cut'), cell('two', 'cut'), cell('well', 'healthy')],
    });
    const states: string[] = [];
    const outcome = await execute(() => states.push(toy.hosts.a?.state ?? ''));
    assert.deepEqual(outcome, { outcome: 'completed', unhealed: [] });
    assert.deepEqual(states, ['down', 'down', 'up']);
    assert.deepEqual(stagesOf(toy.events, 'cut'), WHOLE_LIFE);
    assert.deepEqual(order(), ['cut effective', 'one', 'two', 'cut recovered', 'cut healed', 'well']);
    assert.deepEqual(verified(), [
      ['one', true],
      ['two', true],
      ['well', true],
    ]);
    assert.deepEqual(leftJournals(toy.stateDir)[0]?.intents, []);
  });

  it('has the undo in the journal while cells are measured, as for every fault', async () => {
    toy = toyRun([part('a')], { durationMs: 0, cells: [cell('one', 'cut')] });
    let journal = '';
    await execute(() => {
      journal = readFileSync(toy.journal.path, 'utf8');
    });
    assert.match(journal, /"entry":"intent","fault":"cut","undo":\[\{"host":"a","argv":\["set","up"\]/);
  });

  it('tells of each cell through which the condition did not hold, and measures on', async () => {
    toy = toyRun([part('a')], { durationMs: 0, cells: [cell('one', 'cut'), cell('two', 'cut')] });
    const outcome = await execute((id) => {
      if (id === 'two' && toy.hosts.a !== undefined) {
        toy.hosts.a.state = 'up';
      }
    });
    assert.equal(outcome.outcome, 'completed');
    assert.deepEqual(verified(), [
      ['one', true],
      ['two', false],
    ]);
    const lost = toy.events.find((event) => event.type === 'condition' && !event.held);
    assert.equal(lost?.type === 'condition' ? lost.detail : '', 'cut is not effective any more');
  });

  it('tells of a cell that was to be healthy and was not', async () => {
    toy = toyRun([part('a')], { durationMs: 0, cells: [cell('well', 'healthy')] });
    await execute(() => {
      if (toy.hosts.a !== undefined) {
        toy.hosts.a.state = 'odd';
      }
    });
    assert.deepEqual(verified(), [['well', false]]);
  });

  it('measures no cell as healthy on a cluster that is not, and breaks off', async () => {
    const recovered = { ...toyAction('a').recovered, withinMs: 0 };
    const fault = { ...part('a'), actions: { a: toyAction('a', { recovered }) } };
    toy = toyRun([fault], { durationMs: 0, cells: [cell('well', 'healthy')] });
    Object.assign(toy.hosts.a ?? {}, { state: 'odd' });
    const outcome = await execute();
    assert.equal(outcome.outcome, 'broke-off');
    assert.match(String(outcome.reason), /cells are to be measured healthy, but not so: a is up/);
    assert.deepEqual(order(), []);
  });

  it('measures a recovery after the undo and before the cluster is well, and then waits for that', async () => {
    const undo = [{ host: 'a', argv: ['set', 'healing'], description: 'begin to heal' }];
    const recovering = part('a', { during: 'recovery', load: { ...load('cut-load'), spec: load('x').spec } });
    const fault = { ...recovering, actions: { a: toyAction('a', { undo }) } };
    toy = toyRun([fault], { durationMs: 0, cells: [cell('one', 'cut'), cell('two', 'cut')] });
    const seen: string[] = [];
    const outcome = await execute((id) => {
      seen.push(`${id} ${toy.hosts.a?.state}`);
      if (id === 'two' && toy.hosts.a !== undefined) {
        toy.hosts.a.state = 'up';
      }
    });
    assert.deepEqual(outcome, { outcome: 'completed', unhealed: [] });
    assert.deepEqual(seen, ['cut-load down', 'one healing', 'two healing']);
    assert.deepEqual(order(), ['cut effective', 'cut-load', 'cut recovered', 'one', 'two', 'cut healed']);
    assert.deepEqual(verified(), [
      ['one', true],
      ['two', false],
    ]);
    const sent = toy.events.find((event) => event.type === 'load.start');
    assert.deepEqual(sent?.type === 'load.start' ? [sent.warmup, sent.condition, sent.cell] : [], [
      true,
      'cut',
      undefined,
    ]);
  });

  it('brings several faults about together, and undoes the last one first', async () => {
    const parts = [
      { ...part('a'), id: 'cut-1' },
      {
        ...part('b'),
        id: 'cut-2',
        target: 'b',
        selections: [{ hosts: ['b'], choice: 'all' as const }],
        actions: { b: toyAction('b') },
      },
    ];
    toy = toyRun(parts, { durationMs: 0, cells: [cell('one', 'cut')] });
    await execute();
    assert.deepEqual(order(), [
      'cut-1 effective',
      'cut-2 effective',
      'one',
      'cut-2 recovered',
      'cut-2 healed',
      'cut-1 recovered',
      'cut-1 healed',
    ]);
  });

  it('heals at once when the user interrupts a cell, and sends no other', async () => {
    toy = toyRun([part('a')], {
      durationMs: 0,
      cells: [cell('one', 'cut'), cell('two', 'cut'), cell('well', 'healthy')],
    });
    const outcome = await execute(() => toy.interrupt.abort());
    assert.deepEqual(outcome, { outcome: 'interrupted', unhealed: [] });
    assert.deepEqual(order(), ['cut effective', 'one', 'cut recovered', 'cut healed']);
    assert.deepEqual(verified(), []);
    assert.equal(toy.hosts.a?.state, 'up');
  });

  it('breaks off where a condition cannot be brought about, and undoes what was', async () => {
    const half = toyAction('a', {
      inject: [
        { host: 'a', argv: ['set', 'down'], description: 'works' },
        { host: 'a', argv: ['fail'], description: 'does not' },
      ],
    });
    toy = toyRun([{ ...part('a'), actions: { a: half } }], { durationMs: 0, cells: [cell('one', 'cut')] });
    const outcome = await execute();
    assert.equal(outcome.outcome, 'broke-off');
    assert.match(String(outcome.reason), /it broke/);
    assert.deepEqual(order(), ['cut recovered', 'cut healed']);
  });

  it('goes no further where a condition could not be undone, and tells it', async () => {
    const undo = [{ host: 'a', argv: ['fail'], description: 'never works' }];
    toy = toyRun([{ ...part('a'), actions: { a: toyAction('a', { undo }) } }], {
      durationMs: 0,
      cells: [cell('one', 'cut'), cell('well', 'healthy')],
    });
    const outcome = await execute();
    assert.deepEqual(outcome.unhealed, [
      { fault: 'cut', host: 'a', argv: ['fail'], reason: 'exit 1: it broke' },
    ]);
    assert.deepEqual(order(), ['cut effective', 'one']);
    assert.equal(leftJournals(toy.stateDir)[0]?.intents[0]?.fault, 'cut');
  }).timeout(15_000);
});
