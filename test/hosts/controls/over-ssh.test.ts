import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { monotonicClock } from '../../../src/core/clock.js';
import { abEngine } from '../../../src/engines/ab.js';
import { diskFilled } from '../../../src/hosts/controls/disk-fill.js';
import { stressNg } from '../../../src/hosts/controls/stress.js';
import { describeSshHost } from '../../../src/hosts/ssh/destination.js';
import { openSshHost } from '../../../src/hosts/ssh/ssh-host.js';
import { holds, perform } from '../../../src/hosts/steps.js';
import type { Action, Check, Host, Step } from '../../../src/hosts/types.js';
import { pageServer } from '../../e2e/page-server.js';
import { requireOrSkip } from '../../support/requirements.js';
import { requireSshd, type SshServer, startSshServer } from '../../support/ssh-server.js';
import { hasCode } from '../contract.js';

describe('on a machine reached over ssh', () => {
  let server: SshServer;
  let host: Host;

  before(async function () {
    requireSshd(this);
    requireOrSkip(this, 'root', userInfo().uid === 0, 'these faults are for root');
    server = await startSshServer();
    host = await openSshHost(describeSshHost('node', server.reach), { HOME: server.home });
  });

  after(async () => {
    await host?.close();
    await server?.remove();
  });

  const check = async (one: Check) => holds(one, await perform(host, one));
  const all = async (steps: readonly Step[]) => {
    for (const step of steps) {
      const { exitCode, stderr } = await perform(host, step);
      assert.equal(exitCode, 0, `${step.description}: ${stderr}`);
    }
  };
  const live = async ({ preflight, inject, effective, undo, recovered }: Action) => {
    for (const one of preflight) {
      assert.ok(await check(one), one.description);
    }
    assert.ok(!(await check(effective)), `before: ${effective.description}`);
    await all(inject);
    assert.ok(await check(effective), effective.description);
    await all(undo);
    await all(undo);
    assert.ok(await check(recovered), recovered.description);
    assert.ok(!(await check(effective)), `afterwards: ${effective.description}`);
  };

  describe('stress', () => {
    before(async function () {
      const found = await host.exec(['sh', '-c', 'command -v stress-ng']);
      requireOrSkip(this, 'stress-ng', found.exitCode === 0, 'apt-get install stress-ng');
    });

    it('keeps processors, memory and disks busy until it is undone', async () => {
      await live(stressNg.cpu('node', 0.1, 1));
      await live(stressNg.memory('node', 4_194_304));
      await live(stressNg.io('node', 1));
      assert.equal(
        (await host.exec(['pgrep', '-c', '-f', '^stress-ng --quiet --vm 1 --vm-bytes 4194304b'])).stdout,
        '0\n',
      );
    });
  });

  describe('a file system', () => {
    let folder: string;

    // In the server's own mount namespace: nothing of this machine is filled.
    beforeEach(async () => {
      folder = join(server.folder, 'small');
      await all([
        { host: 'node', argv: ['mkdir', '-p', folder], description: 'a folder' },
        {
          host: 'node',
          argv: ['mount', '-t', 'tmpfs', '-o', 'size=8m', 'none', folder],
          description: 'a small file system',
        },
      ]);
    });

    afterEach(() => all([{ host: 'node', argv: ['umount', folder], description: 'take it away' }]));

    it('is filled, and emptied again', () => live(diskFilled('node', folder, 0)));

    it('is filled but for what should stay free', async () => {
      const action = diskFilled('node', folder, 4_194_304);
      await all(action.inject);
      const { stdout } = await host.exec(['df', '-Pk', folder]);
      const freeKiB = Number(stdout.trim().split('\n')[1]?.split(/\s+/)[3]);
      assert.ok(Math.abs(freeKiB - 4096) < 256, `${freeKiB} KiB`);
      await all(action.undo);
    });

    it('that is full fails an upload with the reason, and leaves no part of it', async () => {
      const action = diskFilled('node', folder, 0);
      await all(action.inject);
      await assert.rejects(host.upload('x'.repeat(65_536), join(folder, 'file')), (error: Error) => {
        assert.match(error.message, /No space left on device/);
        return hasCode('UPLOAD_FAILED')(error);
      });
      await all(action.undo);
      assert.equal((await host.exec(['ls', '-A', folder])).stdout, '');
    });
  });

  it('sends load by ab', async function () {
    const found = await host.exec(['sh', '-c', 'command -v ab']);
    requireOrSkip(this, 'ab', found.exitCode === 0, 'apt-get install apache2-utils');
    const site = await pageServer();
    await abEngine.preflight(host);
    const result = await abEngine.run(
      {
        url: `${site.url}/`,
        method: 'GET',
        headers: {},
        connections: 2,
        arrivals: 'constant',
        requests: 50,
        keepAlive: false,
        cookies: false,
        timeoutMs: 2_000,
      },
      {
        host,
        clock: monotonicClock(),
        signal: new AbortController().signal,
        seed: 1,
        onWindow: () => {},
        onReading: () => {},
      },
    );
    await site.close();
    assert.deepEqual([result.requests, result.outcomes.ok], [50, 50]);
    assert.notEqual(result.latency, undefined);
  });
});
