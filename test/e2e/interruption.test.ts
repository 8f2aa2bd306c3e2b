import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { leftJournals } from '../../src/run/journal.js';
import { isAlive } from '../../src/run/processes.js';
import { type Bench, bench, ROOT } from './cli.js';

const LONG_RUN = ['run', join(ROOT, 'scenarios', 'failover-master.yaml'), '--out', 'out'];

describe('a run that is cut short', () => {
  let place: Bench;

  beforeEach(() => {
    place = bench();
  });

  afterEach(() => place.remove());

  it('heals first when it is interrupted, then exits with 130', async () => {
    const running = place.start(
      ...LONG_RUN,
      '--set',
      'faults.unplug-master.at=200ms',
      '--set',
      'faults.unplug-master.jitter=0s',
    );
    await running.shows(/fault unplug-master effective/);
    running.child.kill('SIGINT');
    const { exitCode, stderr } = await running.ended;
    assert.equal(exitCode, 130, stderr);
    assert.match(stderr, /fault unplug-master healed/);
    assert.deepEqual(readdirSync(join(place.stateDir, 'journals')), []);
    const { exitCode: recorded } = JSON.parse(readFileSync(join(place.folder, 'out', 'run.json'), 'utf8'));
    assert.equal(recorded, 130);
  });

  for (const [moment, pattern] of [
    ['while the lab comes up', /./],
    ['when it has just started', /started on embedded/],
    ['during a fault', /fault unplug-master effective/],
  ] as const) {
    it(`leaves nothing after a kill -9 ${moment} and chaos heal`, async () => {
      const running = place.start(...LONG_RUN, '--set', 'faults.unplug-master.at=500ms');
      await running.shows(pattern);
      running.child.kill('SIGKILL');
      await running.ended;
      const remains = leftJournals(place.stateDir).flatMap((journal) => journal.remains);

      const { exitCode, stdout, stderr } = await place.chaos('heal');
      assert.equal(exitCode, 0, stdout + stderr);
      await sleep(500);
      assert.deepEqual(leftJournals(place.stateDir), []);
      for (const { processes, directories } of remains) {
        assert.deepEqual(processes.filter(isAlive), []);
        assert.deepEqual(
          directories.filter((folder) => existsSync(folder)),
          [],
        );
      }
    });
  }

  it('is not followed by another on the same cluster before it is healed', async () => {
    const running = place.start(...LONG_RUN, '--set', 'faults.unplug-master.at=500ms');
    await running.shows(/fault unplug-master effective/);
    running.child.kill('SIGKILL');
    await running.ended;
    const { exitCode, stderr } = await place.chaos('run', LONG_RUN[1] ?? '', '--out', 'second');
    assert.equal(exitCode, 3, stderr);
    assert.match(stderr, /error\[UNHEALED_JOURNAL\].*\n.*\n.*chaos heal/);
    assert.equal((await place.chaos('heal')).exitCode, 0);
  });

  it('is measured as far as it got', async () => {
    const running = place.start(...LONG_RUN);
    await running.shows(/load load-1 started/);
    await sleep(1_000);
    running.child.kill('SIGKILL');
    await running.ended;
    const { exitCode, stdout } = await place.chaos('report', 'out');
    assert.equal(exitCode, 0);
    assert.match(stdout, /report\.html/);
    await place.chaos('heal');
  });
});
