import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localHost } from '../../src/hosts/local.js';
import { perform } from '../../src/hosts/steps.js';
import type { Action, HostDescription, Step } from '../../src/hosts/types.js';
import { type DeadMan, deadMan, GRACE_MS, LEAD_MS } from '../../src/run/dead-man.js';
import { requireOrSkip } from '../support/requirements.js';
import { toyAction } from './toy-cluster.js';

const behindSsh = (name: string): HostDescription => ({ kind: 'ssh', name });
/** The shortest that a timer can take, since it counts whole seconds. */
const ONE_SECOND_MS = 1_000 - GRACE_MS - LEAD_MS;

describe('the timer of a fault that may cut its host off', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chaos-dead-man-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const timerOf = (id: string, ...undo: Step[]): DeadMan =>
    deadMan(id, [toyAction('a', { mayCutOff: ['a'], undo })], ONE_SECOND_MS, behindSsh);

  it('is armed only on hosts behind ssh that the fault says it may cut off', () => {
    const steps = (action: Action, hosts: (name: string) => HostDescription) =>
      deadMan('x', [action], 5_000, hosts).arm.map(({ host }) => host);
    assert.deepEqual(steps(toyAction('a', { mayCutOff: ['a'] }), behindSsh), ['a']);
    assert.deepEqual(steps(toyAction('a'), behindSsh), []);
    const container = (name: string) => ({ kind: 'prefix', name, through: behindSsh('around') });
    assert.deepEqual(steps(toyAction('a', { mayCutOff: ['a'] }), container), ['a']);
    assert.deepEqual(
      steps(toyAction('a', { mayCutOff: ['a'] }), (name) => ({ kind: 'local', name })),
      [],
    );
  });

  it('goes off after the time of the fault and a grace, and leaves alone what other hosts undo', () => {
    const action = toyAction('a', {
      mayCutOff: ['a'],
      undo: [
        { host: 'a', argv: ['ours'], description: '' },
        { host: 'b', argv: ['theirs'], description: '' },
      ],
    });
    const [armed] = deadMan('x', [action], 15_000, behindSsh).arm;
    assert.deepEqual(armed?.argv.slice(5), ['/run/chaos-dead-man/x', '22', '1', '', 'ours']);
  });

  describe('on a real host', () => {
    before(function () {
      requireOrSkip(this, 'root', userInfo().uid === 0, 'timers are kept in /run');
    });

    const host = localHost('a');
    const all = async (steps: readonly Step[]) => {
      for (const step of steps) {
        const { exitCode, stderr } = await perform(host, step);
        assert.equal(exitCode, 0, stderr);
      }
    };

    it('undoes word by word, with the input of each command', async () => {
      const words = join(folder, 'it\'s "$(words)"\n*');
      const input = join(folder, 'input');
      const { arm } = timerOf(
        'test-goes-off',
        { host: 'a', argv: ['touch', words], description: '' },
        { host: 'a', argv: ['tee', input], description: '', input: 'a "line"\nanother\n' },
      );
      await all(arm);
      await until(() => existsSync(input) && !existsSync('/run/chaos-dead-man/test-goes-off'));
      assert.ok(existsSync(words));
      assert.equal(readFileSync(input, 'utf8'), 'a "line"\nanother\n');
    });

    it('does nothing once it was disarmed, and disarming twice is no error', async () => {
      const file = join(folder, 'undone');
      const { arm, disarm } = timerOf('test-disarmed', { host: 'a', argv: ['touch', file], description: '' });
      await all(arm);
      const timer = readFileSync('/run/chaos-dead-man/test-disarmed/pid', 'utf8').trim();
      assert.ok(existsSync(`/proc/${timer}`));
      await all(disarm);
      await all(disarm);
      assert.ok(hasEnded(timer), 'the timer still runs');
      await sleep(1_500);
      assert.ok(!existsSync(file));
      assert.ok(!existsSync('/run/chaos-dead-man/test-disarmed'));
    });

    it('is not armed twice', async () => {
      const { arm, disarm } = timerOf('test-twice', { host: 'a', argv: ['true'], description: '' });
      await all(arm);
      const [again] = arm;
      assert.ok(again !== undefined);
      assert.notEqual((await perform(host, again)).exitCode, 0);
      await all(disarm);
    });
  });
});

/** A process that nobody has waited for yet has ended all the same. */
function hasEnded(pid: string): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !holds(); attempt++) {
    await sleep(50);
  }
  assert.ok(holds());
}
