import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brickDown } from '../../../src/labs/nodes/brick.js';
import { brickStateScript } from '../../../src/labs/nodes/config/scripts.js';
import { referenceCluster } from '../reference-cluster.js';

const UNKNOWN = 'up pending unknown (Status: Transport endpoint is not connected)';
const HEALED = 'up pending 0';

describe('the brick of a storage node', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chaos-brick-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describe('before it is taken down', () => {
    it('is asked again while something is just being written', () => {
      assert.deepEqual(look('up pending 2', 'up pending 1', HEALED), [HEALED, 3]);
    });

    it('is asked again where nobody could say, though not as often', () => {
      assert.deepEqual(look(UNKNOWN, UNKNOWN, HEALED), [HEALED, 3]);
      assert.deepEqual(look(UNKNOWN, UNKNOWN, UNKNOWN, HEALED), [UNKNOWN, 3]);
    });

    it('is asked five times while there is something to heal', () => {
      assert.deepEqual(look(...Array<string>(5).fill('up pending 4'), HEALED), ['up pending 4', 5]);
    });

    it('is not asked again when it is down', () => {
      assert.deepEqual(look('down pending 0', HEALED), ['down pending 0', 1]);
    });
  });

  describe('says', () => {
    it('how much is left to heal on all bricks', () => {
      assert.equal(state([connected(1), connected(2)]), 'up pending 3');
    });

    it('why it cannot tell', () => {
      const gone =
        'Brick gluster3:/brick\nStatus: Transport endpoint is not connected\nNumber of entries: -\n';
      assert.equal(state([connected(1, '/index.php'), gone]), UNKNOWN);
      assert.equal(
        state(['gv0: Not able to fetch volfile from glusterd\nVolume heal failed.\n'], 255),
        'up pending unknown (Volume heal failed.)',
      );
    });
  });

  /** Puts answers in the place of the state's script. @returns what was made of them, and how many were asked for */
  function look(...answers: readonly string[]): [string, number] {
    const { gluster1 } = referenceCluster({ advertMs: 1_000, interMs: 2_000 }).hosts;
    assert.ok(gluster1);
    const script = brickDown(gluster1, false).preflight[0]?.argv[2] ?? '';
    const asked = join(folder, 'asked');
    writeFileSync(asked, '');
    writeFileSync(join(folder, 'answers'), answers.map((line) => `${line}\n`).join(''));
    writeFileSync(
      join(folder, 'state'),
      `echo >>${asked}; sed -n "$(wc -l <${asked})p" ${join(folder, 'answers')}`,
    );
    program('sleep', 'exit 0');
    const said = sh(script.replaceAll('/lab/brick-state', join(folder, 'state')));
    return [said, readFileSync(asked, 'utf8').length];
  }

  /** What the state's script makes of answers about healing, while a brick runs. */
  function state(bricks: readonly string[], exitCode = 0): string {
    writeFileSync(join(folder, 'info'), bricks.join('\n'));
    program('pgrep', 'exit 0');
    program(
      'gluster',
      `case $* in *split-brain) ;; *) cat ${join(folder, 'info')}; exit ${exitCode} ;; esac`,
    );
    return sh(brickStateScript());
  }

  function program(name: string, text: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  function sh(script: string): string {
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).trim();
  }
});

function connected(pending: number, ...entries: readonly string[]): string {
  const lines = ['Brick gluster1:/brick', ...entries, 'Status: Connected', `Number of entries: ${pending}`];
  return `${lines.join('\n')}\n`;
}
