import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { executePlan } from '../../src/run/execute-plan.js';
import { leftJournals } from '../../src/run/journal.js';
import { probeSpec } from '../probes/support.js';
import { stagesOf, type ToyRun, toyAction, toyFault, toyRun } from './toy-cluster.js';

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

describe('a run', () => {
  let toy: ToyRun;

  afterEach(() => toy.remove());

  const execute = () => executePlan(toy.run, () => toy.interrupt.signal.aborted);

  it('takes a fault through its whole life and leaves the cluster as it was', async () => {
    toy = toyRun([toyFault('f', 'a')]);
    const outcome = await execute();
    assert.deepEqual(outcome, { outcome: 'completed', unhealed: [] });
    assert.deepEqual(stagesOf(toy.events, 'f'), WHOLE_LIFE);
    assert.deepEqual(toy.hosts.a?.told, ['set down', 'set up']);
    assert.deepEqual(leftJournals(toy.stateDir)[0]?.intents, []);
  });

  it('begins its history with run.start and ends it with run.end', async () => {
    toy = toyRun([]);
    await execute();
    assert.equal(toy.events[0]?.type, 'run.start');
    assert.equal(toy.events.at(-1)?.type, 'run.end');
  });

  it('has the undo in the journal before it injects anything', async () => {
    toy = toyRun([toyFault('f', 'a')]);
    const host = toy.hosts.a;
    assert.ok(host);
    const seen: string[] = [];
    const exec = host.exec.bind(host);
    host.exec = async (argv) => {
      if (argv.join(' ') === 'set down') {
        seen.push(readFileSync(toy.journal.path, 'utf8'));
      }
      return exec(argv);
    };
    await execute();
    assert.match(seen[0] ?? '', /"entry":"intent","fault":"f","undo":\[\{"host":"a","argv":\["set","up"\]/);
  });

  it('holds a fault without an end until the time line ends', async () => {
    const { holdMs: _, ...endless } = toyFault('f', 'a');
    toy = toyRun([endless]);
    await execute();
    const at = (stage: string) =>
      toy.events.find((event) => event.type === 'fault' && event.stage === stage)?.t ?? Number.NaN;
    assert.ok(at('recovering') >= toy.run.plan.durationMs - 1, `recovering at ${at('recovering')}`);
    assert.deepEqual(stagesOf(toy.events, 'f'), WHOLE_LIFE);
  });

  it('heals at once when the user interrupts', async () => {
    toy = toyRun([toyFault('f', 'a', { holdMs: 60_000 })], { durationMs: 60_000 });
    const record = toy.run.record;
    const run = {
      ...toy.run,
      record: (event: Parameters<typeof record>[0]) => {
        record(event);
        if (event.type === 'fault' && event.stage === 'effective') {
          toy.interrupt.abort();
        }
      },
    };
    const outcome = await executePlan(run, () => toy.interrupt.signal.aborted);
    assert.deepEqual(outcome, { outcome: 'interrupted', unhealed: [] });
    assert.deepEqual(stagesOf(toy.events, 'f'), WHOLE_LIFE);
  });

  it('does not inject what preflight refuses, and breaks off', async () => {
    toy = toyRun([toyFault('f', 'a')]);
    const host = toy.hosts.a;
    assert.ok(host);
    host.state = 'odd';
    const outcome = await execute();
    assert.equal(outcome.outcome, 'broke-off');
    assert.deepEqual(stagesOf(toy.events, 'f'), ['resolved', 'failed']);
    assert.deepEqual(host.told, []);
  });

  it('says why a fault was refused, in the words of its check', async () => {
    const refusal = { code: 'NOT_WHOLE', hint: 'wait' };
    const [check] = toyAction('a').preflight;
    assert.ok(check);
    const careful = toyAction('a', { preflight: [{ ...check, refusal }] });
    toy = toyRun([toyFault('f', 'a', { actions: { a: careful } })]);
    const host = toy.hosts.a;
    assert.ok(host);
    host.state = 'degraded';
    const { reason } = await execute();
    assert.deepEqual(
      { ...(reason as object), message: (reason as Error).message },
      {
        ...(reason as object),
        code: 'NOT_WHOLE',
        message: 'f is not injected: not so: a is up (degraded)',
        where: 'a',
        hint: 'wait',
      },
    );
  });

  it('waits for all that must have recovered, and puts back what the recovery alone needed', async () => {
    const afterwards = [{ host: 'a', argv: ['set', 'as-it-was'], description: 'put back' }];
    const alsoRecovered = [{ ...toyAction('b').recovered, withinMs: 200 }];
    toy = toyRun([toyFault('f', 'a', { actions: { a: toyAction('a', { afterwards, alsoRecovered }) } })]);
    assert.deepEqual((await execute()).unhealed, []);
    assert.deepEqual(toy.hosts.a?.told, ['set down', 'set up', 'set as-it-was']);
    toy.remove();

    toy = toyRun([toyFault('f', 'a', { actions: { a: toyAction('a', { afterwards, alsoRecovered }) } })]);
    const client = toy.hosts.b;
    assert.ok(client);
    client.state = 'hanging';
    assert.deepEqual(
      (await execute()).unhealed.map(({ host, reason }) => [host, reason]),
      [['b', 'b is up']],
    );
    assert.equal(toy.hosts.a?.state, 'as-it-was');
    const [left] = leftJournals(toy.stateDir)[0]?.intents ?? [];
    assert.deepEqual(left?.afterwards, afterwards);
  });

  it('undoes an injection that failed half-way, and the other faults too', async () => {
    const half = toyAction('a', {
      inject: [
        { host: 'a', argv: ['set', 'down'], description: 'works' },
        { host: 'a', argv: ['fail'], description: 'does not' },
      ],
    });
    toy = toyRun(
      [toyFault('whole', 'b', { holdMs: 60_000 }), toyFault('half', 'a', { atMs: 20, actions: { a: half } })],
      { durationMs: 60_000 },
    );
    const outcome = await execute();
    assert.equal(outcome.outcome, 'broke-off');
    assert.match(String(outcome.reason), /it broke/);
    assert.deepEqual(stagesOf(toy.events, 'half').slice(-3), ['recovering', 'recovered', 'healed']);
    assert.deepEqual(stagesOf(toy.events, 'whole'), WHOLE_LIFE);
    assert.deepEqual([toy.hosts.a?.state, toy.hosts.b?.state], ['up', 'up']);
  });

  it('tells what could not be healed, and keeps it in the journal', async () => {
    const stuck = toyAction('a', { undo: [{ host: 'a', argv: ['fail'], description: 'never works' }] });
    toy = toyRun([toyFault('f', 'a', { actions: { a: stuck } })]);
    const outcome = await execute();
    assert.deepEqual(outcome.unhealed, [
      { fault: 'f', host: 'a', argv: ['fail'], reason: 'exit 1: it broke' },
    ]);
    assert.equal(leftJournals(toy.stateDir)[0]?.intents[0]?.fault, 'f');
  }).timeout(15_000);

  it('hits the owner of the address as it is when the fault is due', async () => {
    const active = toyFault('f', 'director:active', {
      selections: [{ hosts: ['a', 'b'], choice: 'active' }],
      actions: { a: toyAction('a'), b: toyAction('b') },
    });
    toy = toyRun([active]);
    toy.run.record({ type: 'state', t: 0, subject: 'vip:external', state: 'b', observer: 'test' });
    await execute();
    assert.deepEqual([toy.hosts.a?.told, toy.hosts.b?.told], [[], ['set down', 'set up']]);
  });

  it('hits nothing when nobody can tell who is active', async () => {
    const active = toyFault('f', 'director:active', {
      selections: [{ hosts: ['a', 'b'], choice: 'active' }],
      actions: { a: toyAction('a'), b: toyAction('b') },
    });
    toy = toyRun([active]);
    toy.run.record({ type: 'state', t: 0, subject: 'vip:external', state: 'a+b', observer: 'test' });
    const outcome = await execute();
    assert.equal(outcome.outcome, 'broke-off');
    assert.deepEqual([toy.hosts.a?.told, toy.hosts.b?.told], [[], []]);
  });

  it('reads records back once all faults are undone, and before it ends', async () => {
    toy = toyRun([toyFault('f', 'a')]);
    const seen: (string | undefined)[] = [];
    const startIntegrity = async () => ({
      finish: async () => {
        seen.push(stagesOf(toy.events, 'f').at(-1), toy.events.at(-1)?.type);
      },
    });
    await executePlan({ ...toy.run, parts: { ...toy.run.parts, startIntegrity } }, () => false);
    assert.deepEqual(seen.slice(0, 2), ['healed', 'fault']);
    assert.equal(toy.events.at(-1)?.type, 'run.end');
  });

  it('stops what it started when records cannot be written', async () => {
    toy = toyRun([toyFault('f', 'a')]);
    const stopped: string[] = [];
    const parts = {
      ...toy.run.parts,
      startProbes: async () => ({
        stop: async () => {
          stopped.push('probes');
        },
      }),
      startIntegrity: async () => {
        throw new Error('no folder');
      },
    };
    const step = { id: 'p', page: '', frontend: '', connection: 'new' as const, cookies: false };
    const probe = { step: { ...step, everyMs: 1, timeoutMs: 1, lanes: 1 }, spec: probeSpec() };
    const plan = { ...toy.run.plan, probes: [probe] };
    await assert.rejects(
      executePlan({ ...toy.run, plan, parts }, () => false),
      /no folder/,
    );
    assert.deepEqual(stopped, ['probes']);
    assert.deepEqual(toy.hosts.a?.told, []);
  });

  it('goes on without an observer that cannot start, and says so', async () => {
    toy = toyRun([], { observers: [{ name: 'blind', description: '' }] });
    const blind = {
      name: 'blind',
      summary: '',
      needs: '',
      applies: () => true,
      describe: () => '',
      start: async () => {
        throw new Error('no eyes');
      },
    };
    const run = { ...toy.run, parts: { ...toy.run.parts, observers: [blind] } };
    assert.equal((await executePlan(run, () => false)).outcome, 'completed');
    assert.ok(toy.events.some((event) => event.type === 'warning' && event.code === 'OBSERVER_LOST'));
  });
});
