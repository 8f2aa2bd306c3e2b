import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError } from '../../../src/core/errors.js';
import { describeSshHost, type SshReach } from '../../../src/hosts/ssh/destination.js';
import { openSshHost } from '../../../src/hosts/ssh/ssh-host.js';
import type { Host } from '../../../src/hosts/types.js';
import { requireOrSkip } from '../../support/requirements.js';
import {
  authorize,
  freePort,
  makeKey,
  requireSshd,
  type SshServer,
  startSshServer,
} from '../../support/ssh-server.js';
import { hasCode, hostContract, until } from '../contract.js';
import { heldContract } from '../held-contract.js';

/** Allowed by sudo in these tests, and nothing else. */
const OPS_MAY = 'ops ALL=(root) NOPASSWD: /usr/bin/id, /bin/sh, /usr/bin/sh, /usr/bin/kill, /bin/kill';

describe('over ssh', () => {
  let server: SshServer;
  const opened: Host[] = [];

  const open = async (change: Partial<SshReach> = {}, env: Record<string, string> = {}): Promise<Host> => {
    const description = describeSshHost('remote', { ...server.reach, ...change });
    const host = await openSshHost(description, { HOME: server.home, ...env });
    opened.push(host);
    return host;
  };

  before(async function () {
    requireSshd(this);
    server = await startSshServer({ sudoers: OPS_MAY, settings: ['MaxAuthTries 20'] });
  });

  after(async () => {
    await server?.remove();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((host) => host.close()));
  });

  hostContract('ssh', () => openSshHost(describeSshHost('remote', server.reach), { HOME: server.home }));

  describe('commands', () => {
    it('says so when a program is not there', async () => {
      const host = await open();
      await assert.rejects(host.exec(['no-such-program-at-all']), hasCode('COMMAND_NOT_FOUND'));
    });

    it('takes 127 for the result of a command that ends with it', async () => {
      const host = await open();
      assert.equal((await host.exec(['sh', '-c', 'exit 127'])).exitCode, 127);
    });

    it('refuses a NUL and an empty command before anything is sent', async () => {
      const host = await open();
      await assert.rejects(host.exec(['echo', 'a\0b']), hasCode('BAD_ARGUMENT'));
      await assert.rejects(host.exec([]), hasCode('EMPTY_COMMAND'));
    });

    it('kills on the host what did not end in time', async () => {
      const host = await open();
      const mark = `31${process.pid}`;
      await assert.rejects(host.exec(['sleep', mark], { timeoutMs: 300 }), hasCode('COMMAND_TIMED_OUT'));
      await until(async () => (await host.exec(['pgrep', '-f', `^sleep ${mark}$`])).exitCode === 1);
    });

    it('gives a command its environment', async () => {
      const host = await open();
      const { stdout } = await host.exec(['sh', '-c', 'echo "$A"'], { env: { A: "it's" } });
      assert.equal(stdout, "it's\n");
    });

    it('runs more commands at once than the server allows on one connection', async () => {
      const host = await open();
      const results = await Promise.all(
        Array.from({ length: 25 }, (_, index) =>
          host.exec(['sh', '-c', 'sleep 0.3; echo "$0"', String(index)]),
        ),
      );
      assert.deepEqual(
        results.map(({ stdout }) => stdout.trim()),
        results.map((_, index) => String(index)),
      );
    });

    it('says why an upload failed and leaves no part of it', async () => {
      const host = await open();
      const path = join(server.folder, 'no-such-folder', 'file');
      await assert.rejects(host.upload('x', path), hasCode('UPLOAD_FAILED'));
    });
  });

  heldContract('ssh', () => open());

  it('never begins what it holds when whoever holds it goes', async () => {
    const mark = join(server.home, 'begun');
    const host = await open();
    await host.hold?.(['touch', mark]);
    await host.close();
    const again = await open();
    await until(async () => (await again.exec(['pgrep', '-f', `held touch ${mark}$`])).exitCode === 1);
    assert.equal(existsSync(mark), false);
  });

  describe('who the host is', () => {
    const knowing = async (lines: string) => {
      const home = join(server.folder, 'other-home');
      rmSync(home, { recursive: true, force: true });
      mkdirSync(join(home, '.ssh'), { recursive: true });
      writeFileSync(join(home, '.ssh', 'known_hosts'), lines);
      return open({ identityFile: server.clientKey }, { HOME: home });
    };

    it('refuses a host that is not known, with its fingerprint and how to accept it', async () => {
      const error = await failure(knowing(''));
      assert.equal(error.code, 'HOST_KEY_UNKNOWN');
      assert.equal(error.exitCode, 3);
      const printed = execFileSync('ssh-keygen', ['-lf', `${server.hostKey}.pub`]).toString();
      assert.ok(error.message.includes(printed.split(' ')[1] ?? ''), error.message);
      const [, line] = /echo '([^']+)' >> /.exec(error.hint ?? '') ?? [];
      assert.equal(line, server.knownLine);
      assert.equal((await (await knowing(`${line}\n`)).exec(['echo', 'in'])).stdout, 'in\n');
    });

    it('refuses a host whose key has changed', async () => {
      const other = makeKey(join(server.folder, `other-${process.pid}-${Date.now()}`));
      const key = readFileSync(`${other}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
      const error = await failure(knowing(`${server.knownLine.split(' ')[0]} ${key}\n`));
      assert.equal(error.code, 'HOST_KEY_CHANGED');
      assert.match(error.hint ?? '', /ssh-keygen -R/);
    });

    it('refuses a key that was revoked', async () => {
      const error = await failure(knowing(`${server.knownLine}\n@revoked ${server.knownLine}\n`));
      assert.equal(error.code, 'HOST_KEY_REVOKED');
    });

    it('finds a hashed name', async () => {
      const file = join(server.folder, 'hashed');
      writeFileSync(file, `${server.knownLine}\n`);
      execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
      const text = readFileSync(file, 'utf8');
      assert.match(text, /^\|1\|/);
      await knowing(text);
    });
  });

  describe('getting in', () => {
    it('says so when no key is let in', async () => {
      const key = makeKey(join(server.folder, `stranger-${Date.now()}`));
      const error = await failure(open({ identityFile: key }));
      assert.equal(error.code, 'SSH_AUTH_FAILED');
      assert.equal(error.exitCode, 3);
    });

    it('unlocks a key by the passphrase of the environment, and tells nobody of it', async () => {
      const passphrase = `secret-${Date.now()}`;
      const key = makeKey(join(server.folder, `locked-${Date.now()}`), passphrase);
      authorize(server, `${key}.pub`);
      const locked = await failure(open({ identityFile: key }));
      assert.equal(locked.code, 'SSH_KEY_UNUSABLE');
      assert.match(locked.hint ?? '', /CHAOS_SSH_PASSPHRASE/);
      const wrong = await failure(open({ identityFile: key }, { CHAOS_SSH_PASSPHRASE: 'not-the-one' }));
      assert.doesNotMatch(JSON.stringify([wrong, wrong.message, wrong.stack]), /not-the-one/);
      const host = await open({ identityFile: key }, { CHAOS_SSH_PASSPHRASE: passphrase });
      const seen = await host.exec(['sh', '-c', 'ps -eo args; env']);
      const own = JSON.stringify([host.description, server.log()]);
      assert.ok(!`${seen.stdout}${own}`.includes(passphrase), 'the passphrase can be seen');
    });

    it("uses the agent's keys", async () => {
      const socket = join(server.folder, 'agent');
      const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
      try {
        await until(async () => existsSync(socket));
        const key = makeKey(join(server.folder, `agents-${Date.now()}`));
        authorize(server, `${key}.pub`);
        execFileSync('ssh-add', ['-q', key], {
          env: { ...process.env, SSH_AUTH_SOCK: socket },
          stdio: 'ignore',
        });
        rmSync(key);
        const empty = join(server.folder, 'agent-home');
        mkdirSync(join(empty, '.ssh'), { recursive: true });
        writeFileSync(join(empty, '.ssh', 'known_hosts'), `${server.knownLine}\n`);
        const host = await open({}, { HOME: empty, SSH_AUTH_SOCK: socket });
        assert.equal((await host.exec(['echo', 'in'])).stdout, 'in\n');
      } finally {
        agent.kill();
      }
    });

    it('reads the ssh configuration, and goes through other machines', async () => {
      writeFileSync(
        join(server.home, '.ssh', 'config'),
        [
          'Host behind',
          '  HostName 127.0.0.1',
          `  Port ${server.port}`,
          `  User ${server.reach.user}`,
          '  IdentityFile ~/.ssh/id_ed25519',
          '  ProxyJump gate',
          'Host gate',
          '  HostName 127.0.0.1',
          `  Port ${server.port}`,
          `  User ${server.reach.user}`,
        ].join('\n'),
      );
      const before = server.log().length;
      const description = describeSshHost('remote', { address: 'behind' });
      const host = await openSshHost(description, { HOME: server.home });
      opened.push(host);
      assert.equal((await host.exec(['echo', 'in'])).stdout, 'in\n');
      const logins = server
        .log()
        .slice(before)
        .match(/Accepted publickey/g);
      assert.equal(logins?.length, 2);
      rmSync(join(server.home, '.ssh', 'config'));
    });
  });

  describe('as a user who is not root', () => {
    before(function () {
      requireOrSkip(this, 'root', userInfo().uid === 0, 'only root can let others log in');
    });

    it('runs commands as root through sudo, and load as the user', async () => {
      const host = await open({ user: 'ops', become: 'sudo' });
      assert.equal((await host.exec(['id', '-u'])).stdout, '0\n');
      assert.equal((await host.asLoginUser?.exec(['id', '-u']))?.stdout, '4711\n');
    });

    it('waits outside of sudo, which may be allowed the very command alone', async () => {
      const host = await open({ user: 'ops', become: 'sudo' });
      const command = await host.hold?.(['id', '-u']);
      assert.equal((await command?.go())?.stdout, '0\n');
    });

    it('says which command sudo does not allow', async () => {
      const host = await open({ user: 'ops', become: 'sudo' });
      const error = await failure(host.exec(['cat', '/etc/shadow']));
      assert.equal(error.code, 'SUDO_REFUSED');
      assert.match(error.message, /cat \/etc\/shadow/);
      assert.match(error.hint ?? '', /--sudoers/);
    });

    it('needs no sudo for root', async () => {
      const host = await open({ become: 'sudo' });
      assert.equal(host.asLoginUser, undefined);
    });
  });

  describe('when the way is cut', () => {
    it('says so at once when nobody listens', async () => {
      const error = await failure(open({ port: await freePort() }));
      assert.equal(error.code, 'HOST_UNREACHABLE');
      assert.equal(error.exitCode, 3);
      assert.match(error.message, /ECONNREFUSED/);
    });

    it('gives up on a server that accepts and says nothing', async () => {
      const silent = await listening();
      const { port } = silent.address() as { port: number };
      const error = await failure(open({ port }));
      assert.equal(error.code, 'HOST_UNREACHABLE');
      assert.match(error.message, /answers nothing/);
      silent.close();
    }).timeout(20_000);

    it('tells of a command whose connection broke, and connects again for the next', async () => {
      const host = await open();
      const running = host.exec(['sleep', '30']);
      const stream = host.stream(['sh', '-c', 'echo one; exec sleep 30']);
      const lines = stream.lines[Symbol.asyncIterator]();
      assert.equal((await lines.next()).value, 'one');
      server.cutConnections();
      await assert.rejects(running, hasCode('HOST_UNREACHABLE'));
      await assert.rejects(lines.next(), hasCode('HOST_UNREACHABLE'));
      assert.equal((await host.exec(['echo', 'again'])).stdout, 'again\n');
    });

    it('waits for a host that comes up again, as long as the command may take', async () => {
      const host = await open();
      await server.stop();
      await assert.rejects(host.exec(['true'], { timeoutMs: 400 }), hasCode('HOST_UNREACHABLE'));
      const waiting = host.exec(['echo', 'back'], { timeoutMs: 20_000 });
      await sleep(300);
      await server.start();
      assert.equal((await waiting).stdout, 'back\n');
    });
  });
});

async function failure(attempt: Promise<unknown>): Promise<ChaosError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ChaosError, `no ChaosError but ${String(error)}`);
  return error;
}

function listening(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
