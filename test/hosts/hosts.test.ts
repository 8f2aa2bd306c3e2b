import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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

  it('never begins what it holds when the harness is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chaos-held-'));
    const mark = join(folder, 'begun');
    const module = new URL('../../src/hosts/local.js', import.meta.url).href;
    const harness = `
      const { localHost } = await import(${JSON.stringify(module)});
      await localHost('here').hold(['touch', ${JSON.stringify(mark)}]);
      process.kill(process.pid, 'SIGKILL');`;
    try {
      const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', harness]);
      assert.equal(signal, 'SIGKILL', String(stderr));
      const isHeld = () => localHost('here').exec(['pgrep', '-f', `held touch ${mark}$`]);
      await until(async () => (await isHeld()).exitCode === 1);
      assert.equal(existsSync(mark), false);
    } finally {
      rmSync(folder, { recursive: true });
    }
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
