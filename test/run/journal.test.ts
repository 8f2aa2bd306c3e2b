import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localHost } from '../../src/hosts/local.js';
import { heal } from '../../src/run/heal.js';
import { type Intent, type Journal, leftJournals, openJournal } from '../../src/run/journal.js';
import { markProcess } from '../../src/run/processes.js';
import { hasCode } from '../hosts/contract.js';

const open = async () => localHost('here');
const owner = { scenario: 's', cluster: 'c', runDir: '/nowhere', startedAt: '2026-01-01T00:00:00.000Z' };

describe('the recovery journal', () => {
  let stateDir: string;

  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'chaos-state-'));
  });

  afterEach(() => rm(stateDir, { recursive: true, force: true }));

  /** An intent whose undo writes its own name to a file, so that the order can be seen. */
  function intent(fault: string): Intent {
    const log = join(stateDir, 'undone.log');
    return {
      fault,
      undo: [
        { host: 'here', argv: ['sh', '-c', 'echo "$1" >> "$2"', 'sh', fault, log], description: 'undo' },
      ],
      recovered: [{ host: 'here', argv: ['grep', '-q', fault, log], description: 'undone' }],
      hosts: { here: { kind: 'local', name: 'here' } },
    };
  }

  /** As if the harness that wrote it had been killed: the process that it names lives no more. */
  async function abandon(journal: Journal): Promise<void> {
    const text = await readFile(journal.path, 'utf8');
    await writeFile(journal.path, text.replaceAll(/"startTicks":"\d+"/g, '"startTicks":"0"'));
  }

  it('is gone when the run ended well', () => {
    const journal = openJournal(stateDir, 'one', owner);
    journal.intend(intent('a'));
    journal.undone('a');
    journal.close();
    assert.deepEqual(leftJournals(stateDir), []);
  });

  it('is left alone while its harness lives', async () => {
    openJournal(stateDir, 'one', owner).intend(intent('a'));
    const outcome = await heal(stateDir, open);
    assert.equal(outcome.inUse.length, 1);
    assert.equal(leftJournals(stateDir).length, 1);
  });

  it('holds what was taken back and intended again', async () => {
    const journal = openJournal(stateDir, 'one', owner);
    journal.intend(intent('a'));
    journal.intend(intent('b'));
    journal.undone('a');
    journal.intend(intent('a'));
    journal.undone('b');
    await abandon(journal);
    assert.deepEqual(
      leftJournals(stateDir)[0]?.intents.map(({ fault }) => fault),
      ['a'],
    );
  });

  it('heals what was not undone, the latest first, and is gone then', async () => {
    const journal = openJournal(stateDir, 'one', owner);
    for (const fault of ['a', 'b', 'c']) {
      journal.intend(intent(fault));
    }
    journal.undone('b');
    await abandon(journal);
    const outcome = await heal(stateDir, open);
    assert.deepEqual(outcome.unhealed, []);
    assert.equal(await readFile(join(stateDir, 'undone.log'), 'utf8'), 'c\na\n');
    assert.deepEqual(leftJournals(stateDir), []);
  });

  it('bears a last line that was cut off', async () => {
    const journal = openJournal(stateDir, 'one', owner);
    journal.intend(intent('a'));
    await appendFile(journal.path, '{"entry":"inte');
    await abandon(journal);
    assert.deepEqual(
      (await heal(stateDir, open)).healed.map(({ faults }) => faults),
      [['a']],
    );
  });

  it('stays when something could not be healed, and says what', async () => {
    const journal = openJournal(stateDir, 'one', owner);
    journal.intend({
      ...intent('a'),
      undo: [{ host: 'here', argv: ['sh', '-c', 'echo broken >&2; exit 1'], description: 'undo' }],
    });
    await abandon(journal);
    const outcome = await heal(stateDir, open);
    assert.equal(outcome.unhealed[0]?.reason, 'exit 1: broken');
    assert.equal(leftJournals(stateDir)[0]?.intents.length, 1);
  }).timeout(15_000);

  it('heals only the run that was named', async () => {
    const journal = openJournal(stateDir, 'one', owner);
    journal.intend(intent('a'));
    await abandon(journal);
    assert.deepEqual((await heal(stateDir, open, '/elsewhere')).healed, []);
    assert.equal((await heal(stateDir, open, '/nowhere')).healed.length, 1);
  });

  it('ends what is left of a lab, stopped processes too, and removes its folders', async () => {
    const left = spawn('sleep', ['60'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => left.once('exit', resolve));
    const pid = left.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    const folder = await mkdtemp(join(tmpdir(), 'chaos-remains-'));
    const journal = openJournal(stateDir, 'one', owner);
    journal.lab({ lab: 'embedded', processes: [markProcess(pid)], directories: [folder] });
    await abandonOwnerOnly(journal);
    assert.deepEqual((await heal(stateDir, open)).unhealed, []);
    await ended;
    assert.equal(existsSync(folder), false);
  });

  it('does not end a process that merely has the same id', async () => {
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pid = other.pid ?? 0;
    const journal = openJournal(stateDir, 'one', owner);
    journal.lab({ lab: 'embedded', processes: [{ pid, startTicks: '1' }], directories: [] });
    await abandonOwnerOnly(journal);
    await heal(stateDir, open);
    assert.equal(other.exitCode, null);
    assert.equal(other.kill('SIGKILL'), true);
  });

  /** Changes the first line alone, which names the harness. */
  async function abandonOwnerOnly(journal: Journal): Promise<void> {
    const [first = '', ...rest] = (await readFile(journal.path, 'utf8')).split('\n');
    const owned = first.replace(/"startTicks":"\d+"/, '"startTicks":"0"');
    await writeFile(journal.path, [owned, ...rest].join('\n'));
  }

  it('refuses to go on when it cannot be written', async () => {
    const blocked = join(stateDir, 'file');
    await writeFile(blocked, '');
    assert.throws(() => openJournal(blocked, 'one', owner), hasCode('JOURNAL_UNWRITABLE'));
  });

  it('can be read by its owner alone', () => {
    const journal = openJournal(stateDir, 'one', owner);
    assert.equal(statSync(journal.path).mode & 0o777, 0o600);
  });
});
