import assert from 'node:assert/strict';
import type { ChaosError } from '../../src/core/errors.js';
import type { Check, Host } from '../../src/hosts/types.js';
import { liveFault } from '../../src/run/fault-life.js';
import { leftJournals } from '../../src/run/journal.js';
import { stagesOf, type ToyRun, toyAction, toyFault, toyRun } from './toy-cluster.js';

/** Later than any preparation of a toy takes, and sooner than anybody gets tired of waiting. */
const DUE_MS = 300;

describe('a fault that is not due yet', () => {
  let toy: ToyRun;
  let asked: string[];

  const prepareRun = (run: ToyRun) => {
    toy = run;
    asked = [];
    for (const host of Object.values(toy.hosts)) {
      const exec = host.exec.bind(host);
      host.exec = async (argv) => {
        asked.push(`${host.name}: ${argv[0] === 'sh' ? argv[3] : argv.join(' ')}`);
        return exec(argv);
      };
    }
  };
  const live = (...faults: readonly Parameters<typeof liveFault>[0][]) => {
    toy.run.clock.start();
    return Promise.all(faults.map((fault) => liveFault(fault, toy.run, toy.run.signal)));
  };
  const untilInjection = () => asked.slice(0, asked.indexOf('a: set down'));
  const guarded = (): Check => {
    const [check] = toyAction('a').preflight;
    assert.ok(check);
    return { ...check, refusal: { code: 'NOT_WHOLE', hint: 'wait' } };
  };

  afterEach(() => toy.remove());

  it('is made ready before, so that nothing but its injection is left when it is due', async () => {
    prepareRun(toyRun([], { hosts: { a: { kind: 'ssh', name: 'a' } } }));
    const seenBefore: unknown[] = [];
    const fault = toyFault('f', 'a', { atMs: DUE_MS, actions: { a: toyAction('a', { mayCutOff: ['a'] }) } });
    const exec = toy.hosts.a?.exec.bind(toy.hosts.a);
    assert.ok(toy.hosts.a && exec);
    toy.hosts.a.exec = async (argv) => {
      if (argv[3] === 'arm') {
        seenBefore.push(toy.events.length, leftJournals(toy.stateDir)[0]?.intents.length);
      }
      return exec(argv);
    };
    assert.deepEqual(await live(fault), [[]]);
    assert.deepEqual(seenBefore, [0, 1]);
    assert.deepEqual(asked, [
      'a: is up',
      'a: arm',
      'a: set down',
      'a: is down',
      'a: set up',
      'a: disarm',
      'a: is up',
    ]);
    const first = toy.events[0];
    assert.ok(first !== undefined && first.t >= DUE_MS - 1, `resolved at ${first?.t}`);
  });

  it('has its first command and its question started before, where hosts can hold them', async () => {
    prepareRun(toyRun([]));
    const host = toy.hosts.a;
    assert.ok(host);
    let held = 0;
    const hold: Host['hold'] = async (argv) => {
      asked.push(`held: ${argv.join(' ')}`);
      held++;
      let waits = true;
      const noMore = () => {
        held -= waits ? 1 : 0;
        waits = false;
      };
      const go = () => {
        noMore();
        return host.exec(argv);
      };
      return { waits: () => waits, go, drop: noMore };
    };
    Object.assign(host, { hold });
    await live(toyFault('f', 'a', { atMs: DUE_MS }));
    assert.deepEqual(asked.slice(0, 5), [
      'a: is up',
      'held: set down',
      'held: is down',
      'a: set down',
      'a: is down',
    ]);
    assert.equal(stagesOf(toy.events, 'f').at(-1), 'healed');
    setTimeout(() => toy.interrupt.abort(), DUE_MS / 2);
    await live(toyFault('g', 'a', { atMs: toy.run.clock.nowMs() + DUE_MS }));
    assert.deepEqual([held, host.told], [0, ['set down', 'set up']]);
  });

  it('is asked about again when another fault has changed the cluster since', async () => {
    prepareRun(toyRun([]));
    let intended: readonly string[] = [];
    const host = toy.hosts.a;
    const exec = host?.exec.bind(host);
    assert.ok(host && exec);
    host.exec = async (argv) => {
      if (argv.join(' ') === 'set down') {
        intended = leftJournals(toy.stateDir)[0]?.intents.map(({ fault }) => fault) ?? [];
      }
      return exec(argv);
    };
    await live(
      toyFault('other', 'b', { atMs: DUE_MS / 2, holdMs: DUE_MS }),
      toyFault('f', 'a', { atMs: DUE_MS }),
    );
    assert.deepEqual(
      untilInjection().filter((line) => line.startsWith('a')),
      ['a: is up', 'a: is up'],
    );
    assert.deepEqual([...intended].sort(), ['f', 'other']);
  });

  it('is asked about again when it was refused before it was due', async () => {
    prepareRun(toyRun([]));
    assert.ok(toy.hosts.a);
    toy.hosts.a.state = 'coming up';
    const exec = toy.hosts.a.exec.bind(toy.hosts.a);
    toy.hosts.a.exec = async (argv) => {
      const answer = await exec(argv);
      if (toy.hosts.a?.state === 'coming up') {
        toy.hosts.a.state = 'up';
      }
      return answer;
    };
    await live(toyFault('f', 'a', { atMs: DUE_MS }));
    assert.deepEqual(untilInjection(), ['a: is up', 'a: is up']);
    assert.equal(stagesOf(toy.events, 'f').at(-1), 'healed');
  });

  it('never trusts an old answer where redundancy is at stake', async () => {
    prepareRun(toyRun([]));
    const action = toyAction('a', { preflight: [guarded()] });
    await live(toyFault('f', 'a', { atMs: DUE_MS, actions: { a: action } }));
    assert.deepEqual(untilInjection(), ['a: is up', 'a: is up']);
  });

  /** The address is on b while its fault is made ready, and on a when it is due. */
  const liveWhileTheAddressMoves = () => {
    const owner = (state: string) =>
      toy.run.record({ type: 'state', t: 0, subject: 'vip:external', state, observer: 'test' });
    owner('b');
    const fault = toyFault('f', 'director:active', {
      atMs: DUE_MS,
      selections: [{ hosts: ['a', 'b'], choice: 'active' }],
      actions: {
        a: toyAction('a', { mayCutOff: ['a'] }),
        b: toyAction('b', { mayCutOff: ['b'] }),
      },
    });
    setTimeout(() => owner('a'), DUE_MS / 2);
    return live(fault);
  };
  const armed = { hosts: { a: { kind: 'ssh', name: 'a' }, b: { kind: 'ssh', name: 'b' } } } as const;

  it('hits the owner of the address as it is when due, and disarms who was the owner before', async () => {
    prepareRun(toyRun([], armed));
    await liveWhileTheAddressMoves();
    assert.deepEqual(untilInjection(), ['b: is up', 'b: arm', 'b: disarm', 'a: is up', 'a: arm']);
    assert.deepEqual(toy.hosts.b?.told, []);
  });

  it('hits nobody where a timer of who was the owner before cannot be ended, and says which', async () => {
    prepareRun(toyRun([], armed));
    const host = toy.hosts.b;
    const exec = host?.exec.bind(host);
    assert.ok(host && exec);
    host.exec = async (argv) =>
      argv[3] === 'disarm' ? { exitCode: 1, stdout: '', stderr: 'it broke', durationMs: 0 } : exec(argv);
    const [left] = await liveWhileTheAddressMoves();
    assert.deepEqual([left?.length, left?.[0]?.host, left?.[0]?.reason], [1, 'b', 'exit 1: it broke']);
    assert.deepEqual([toy.hosts.a?.told, host.told], [[], []]);
    assert.equal(leftJournals(toy.stateDir)[0]?.intents.length, 1);
    assert.equal((toy.run.signal.reason as ChaosError).code, 'INJECTION_FAILED');
  }).timeout(20_000);

  it('is taken back when the run ends before it is due: nothing was injected, so nothing is undone', async () => {
    prepareRun(toyRun([], { hosts: { a: { kind: 'ssh', name: 'a' } } }));
    setTimeout(() => toy.interrupt.abort(), DUE_MS / 2);
    const action = toyAction('a', { mayCutOff: ['a'] });
    assert.deepEqual(await live(toyFault('f', 'a', { atMs: DUE_MS, actions: { a: action } })), [[]]);
    assert.deepEqual(asked, ['a: is up', 'a: arm', 'a: disarm']);
    assert.deepEqual(leftJournals(toy.stateDir)[0]?.intents, []);
    assert.deepEqual(stagesOf(toy.events, 'f'), []);
  });
});
