import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localHost, localHostKind } from '../../src/hosts/local.js';
import { openHosts } from '../../src/hosts/open-hosts.js';
import { describePrefixHost, prefixHostKind } from '../../src/hosts/prefix.js';
import { hasCode, hostContract, until } from './contract.js';
import { heldContract } from './held-contract.js';

const local = { kind: 'local', name: 'here' };

const openLocal = async () => localHost('here');
const openPrefixed = () =>
  openHosts([localHostKind, prefixHostKind]).open(describePrefixHost('inside', ['env', 'INSIDE=1'], local));

hostContract('local', openLocal);
hostContract('prefixed', openPrefixed);
heldContract('local', openLocal);
heldContract('prefixed', openPrefixed);

describe('a local host', () => {
  it('says so when a program is not there', async () => {
    await assert.rejects(localHost('here').exec(['no-such-program-at-all']), hasCode('COMMAND_NOT_FOUND'));
  });

  describe('and its harness', () => {
    let folder: string;
    let mark: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'chaos-harness-'));
      mark = join(folder, 'mark');
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    /** A process in a group of its own that has a local `host`, and a `mark` to leave. */
    const harness = (script: string): ChildProcess => {
      const module = new URL('../../src/hosts/local.js', import.meta.url).href;
      const text = `
        const { localHost } = await import(${JSON.stringify(module)});
        const [host, mark] = [localHost('here'), ${JSON.stringify(mark)}];
        ${script}`;
      return spawn(process.execPath, ['--input-type=module', '-e', text], {
        detached: true,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    };
    const runs = async (pattern: string) =>
      (await localHost('here').exec(['pgrep', '-f', pattern])).exitCode === 0;

    it('never begins what it holds when that is killed', async () => {
      const [, signal] = await once(
        harness(`await host.hold(['touch', mark]); process.kill(process.pid, 'SIGKILL');`),
        'exit',
      );
      assert.equal(signal, 'SIGKILL');
      await until(async () => !(await runs(`held touch ${mark}$`)));
      assert.equal(existsSync(mark), false);
    });

    it('goes on with a command when the terminal’s Ctrl-C is for the harness', async () => {
      const child = harness(`
        process.on('SIGINT', () => {});
        const { exitCode } = await host.exec(['sh', '-c', 'touch "$0"; sleep 1; exit 3', mark]);
        process.exitCode = exitCode;`);
      const ended = once(child, 'exit');
      await until(async () => existsSync(mark));
      process.kill(-Number(child.pid), 'SIGINT');
      assert.deepEqual(await ended, [3, null]);
    });

    it('ends what still runs when that exits', async () => {
      const [exitCode] = await once(
        harness(`
          const { existsSync } = await import('node:fs');
          void host.exec(['sh', '-c', 'touch "$0"; sleep 300; :', mark]);
          setInterval(() => existsSync(mark) && process.exit(4), 20);`),
        'exit',
      );
      assert.equal(exitCode, 4);
      await until(async () => !(await runs(`sleep 300; : ${mark}$`)));
    });
  });

  it('refuses an empty command', async () => {
    await assert.rejects(localHost('here').exec([]), hasCode('EMPTY_COMMAND'));
  });
});

describe('openHosts', () => {
  it('opens each description once', async () => {
    const hosts = openHosts([localHostKind]);
    assert.equal(await hosts.open(local), await hosts.open({ ...local }));
  });

  it('names the kinds there are when asked for another', async () => {
    const hosts = openHosts([localHostKind]);
    await assert.rejects(hosts.open({ kind: 'carrier-pigeon', name: 'x' }), hasCode('UNKNOWN_HOST_KIND'));
  });

  it('tries again a host that could not be reached before', async () => {
    let attempts = 0;
    const hosts = openHosts([
      {
        kind: 'shy',
        summary: 'answers the second time',
        open: async (description) => {
          attempts++;
          if (attempts === 1) {
            throw new Error('not yet');
          }
          return localHost(description.name);
        },
      },
    ]);
    await assert.rejects(hosts.open({ kind: 'shy', name: 'x' }));
    assert.equal((await hosts.open({ kind: 'shy', name: 'x' })).name, 'x');
  });
});
