import { describeSshHost } from '../../../src/hosts/ssh/destination.js';
import { openSshHost } from '../../../src/hosts/ssh/ssh-host.js';
import { requireSshd, type SshServer, startSshServer } from '../../support/ssh-server.js';
import { hostContract } from '../contract.js';

describe('over ssh', () => {
  let server: SshServer;
  before(async function () {
    requireSshd(this);
    server = await startSshServer();
  });
  after(() => server?.remove());
  hostContract('ssh', () => openSshHost(describeSshHost('remote', server.reach), { HOME: server.home }));
});
