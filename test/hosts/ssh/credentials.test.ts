import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { credentialsFor } from '../../../src/hosts/ssh/credentials.js';
import { describeSshHost, resolveDestination } from '../../../src/hosts/ssh/destination.js';
import { hasCode } from '../contract.js';

describe('the keys of a login', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'chaos-home-'));
    mkdirSync(join(home, '.ssh'));
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const credentials = (config: string) => {
    writeFileSync(join(home, '.ssh', 'config'), config);
    const reach = describeSshHost('node', { address: 'node' });
    return credentialsFor(resolveDestination(reach, { HOME: home, USER: 'me' }));
  };

  it('need not all be there, where the configuration names several', async () => {
    writeFileSync(join(home, 'there'), ssh2.utils.generateKeyPairSync('ed25519').private);
    const { methods, unusable } = await credentials('IdentityFile ~/gone\nIdentityFile ~/there\n');
    assert.deepEqual(
      methods.map(({ type }) => type),
      ['publickey'],
    );
    assert.match(unusable.join(), /gone cannot be read/);
  });

  it('are refused where none that was asked for is of use', async () => {
    await assert.rejects(credentials('IdentityFile ~/gone\n'), hasCode('SSH_KEY_UNUSABLE'));
  });
});
