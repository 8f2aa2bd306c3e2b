import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../src/hosts/types.js';
import { hasCode, until } from './contract.js';

/** What every host that holds commands must do; `open` gives one whose file system is this machine's. */
export function heldContract(kind: string, open: () => Promise<Host>): void {
  describe(`commands that a ${kind} host holds`, () => {
    let host: Host;
    let folder: string;
    let mark: string;
    const hold = async (...order: Parameters<NonNullable<Host['hold']>>) => {
      const command = await host.hold?.(...order);
      assert.ok(command);
      return command;
    };

    beforeEach(async () => {
      host = await open();
      folder = mkdtempSync(join(tmpdir(), 'chaos-held-'));
      mark = join(folder, 'begun');
    });

    afterEach(async () => {
      await host.close();
      rmSync(folder, { recursive: true });
    });

    it('do nothing until they are told, and then what they are for', async () => {
      const command = await hold(['touch', mark]);
      await host.exec(['true']);
      assert.deepEqual([command.waits(), existsSync(mark)], [true, false]);
      const { exitCode } = await command.go();
      assert.deepEqual([exitCode, command.waits(), existsSync(mark)], [0, false, true]);
    });

    it('are given any argument as it is, and their input', async () => {
      const words = ["it's", '"$(test)" \\ !!', '', ' \n*', '-n'];
      const plain = await (await hold(['printf', '%s|', ...words])).go();
      const text = 'printf "%s|" "$@"; cat; echo sorry >&2; exit 3';
      const script = await (await hold(['sh', '-c', text, 'sh', ...words], { input: 'línea\n' })).go();
      const all = words.map((word) => `${word}|`).join('');
      assert.equal(plain.stdout, all);
      assert.deepEqual([script.stdout, script.stderr, script.exitCode], [`${all}línea\n`, 'sorry\n', 3]);
    });

    it('wait where they will run', async () => {
      const command = await hold(['sh', '-c', 'echo "$PLACE"'], {}, ['env', 'PLACE=inside']);
      assert.equal((await command.go()).stdout, 'inside\n');
    });

    it('are never begun when dropped', async () => {
      const dropped = await hold(['touch', mark]);
      dropped.drop();
      assert.equal(dropped.waits(), false);
      await until(async () => (await host.exec(['pgrep', '-f', `held touch ${mark}$`])).exitCode === 1);
      assert.equal(existsSync(mark), false);
    });

    it('tell when they wait no more', async () => {
      const command = await hold(['sleep', '30', mark]);
      await until(async () => {
        await host.exec(['pkill', '-KILL', '-f', `^sh .* held sleep 30 ${mark}$`]);
        return !command.waits();
      });
    });

    it('have their time from when they begin', async () => {
      const command = await hold(['echo', 'in time'], { timeoutMs: 400 });
      await sleep(500);
      assert.equal((await command.go()).stdout, 'in time\n');
      const endless = await hold(['sleep', '30'], { timeoutMs: 50 });
      await assert.rejects(endless.go(), hasCode('COMMAND_TIMED_OUT'));
    });
  });
}
