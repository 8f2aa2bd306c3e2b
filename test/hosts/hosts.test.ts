import assert from 'node:assert/strict';
import { localHost, localHostKind } from '../../src/hosts/local.js';
import { openHosts } from '../../src/hosts/open-hosts.js';
import { describePrefixHost, prefixHostKind } from '../../src/hosts/prefix.js';
import { hasCode, hostContract } from './contract.js';

const local = { kind: 'local', name: 'here' };

hostContract('local', async () => localHost('here'));
hostContract('prefixed', () =>
  openHosts([localHostKind, prefixHostKind]).open(describePrefixHost('inside', ['env', 'INSIDE=1'], local)),
);

describe('a local host', () => {
  it('says so when a program is not there', async () => {
    await assert.rejects(localHost('here').exec(['no-such-program-at-all']), hasCode('COMMAND_NOT_FOUND'));
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
