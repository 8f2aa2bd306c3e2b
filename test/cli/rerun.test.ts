import assert from 'node:assert/strict';
import { argvOf, parseReference } from '../../src/cli/rerun.js';
import type { RunRecord } from '../../src/run/run-folder.js';

const record = (...argv: string[]) => ({ argv }) as unknown as RunRecord;

describe('a reference that is run in turns', () => {
  it('is a cluster, a command, an image, a variable or a setting', () => {
    assert.deepEqual(parseReference('cluster:old.yaml').options, ['--cluster', 'old.yaml']);
    assert.deepEqual(parseReference('set:matrix.engine=ab').options, ['--set', 'matrix.engine=ab']);
    assert.deepEqual(parseReference('env:SHOP=1.4').env, { SHOP: '1.4' });
    assert.deepEqual(parseReference('image:shop:1.4').env, { CHAOS_IMAGE: 'shop:1.4' });
    assert.deepEqual(parseReference('command:npx chaos@0.1.0').program, ['npx', 'chaos@0.1.0']);
    assert.deepEqual(parseReference('command:["a b", "c"]').program, ['a b', 'c']);
  });

  it('is refused where it is nothing of that', () => {
    for (const text of ['old', 'host:old', 'env:SHOP', 'command:[1]', 'cluster:']) {
      assert.throws(() => parseReference(text), { code: 'BAD_REFERENCE' });
    }
  });

  it('is started as the run was, with a folder and a seed of its own', () => {
    const ran = record(
      'run',
      'a.yaml',
      '--set',
      'x=1',
      '--out',
      'o',
      '--seed',
      '3',
      '--json',
      '--lang=es',
      '--yes',
    );
    const argv = argvOf(ran, parseReference('command:old-chaos'), ['y=2'], 7, 'there');
    assert.deepEqual(argv, [
      ...['old-chaos', 'run', 'a.yaml', '--set', 'x=1', '--yes', '--set', 'y=2'],
      ...['--seed', '7', '--out', 'there', '--quiet'],
    ]);
    const ours = argvOf(ran, parseReference('cluster:c'), [], 7, 'there');
    assert.deepEqual(ours.slice(-8), [
      ...['--cluster', 'c', '--seed', '7', '--out', 'there', '--quiet', '--no-report'],
    ]);
  });

  it('cannot be started where the run does not say how it was', () => {
    assert.throws(() => argvOf(record('report', 'x'), parseReference('cluster:c'), [], 1, 'o'), {
      code: 'NOT_RERUNNABLE',
    });
  });
});
