import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SshReach } from '../../src/hosts/ssh/destination.js';
import { requireOrSkip } from './requirements.js';

const SSHD = '/usr/sbin/sshd';

/** A real sshd on a port of its own, with keys and configuration of its own; the system's is not touched. */
export interface SshServer {
  readonly port: number;
  readonly folder: string;
  /** For HOME of a client: its .ssh folder holds the client's key and knows the server. */
  readonly home: string;
  readonly reach: SshReach;
  readonly clientKey: string;
  readonly hostKey: string;
  /** As known_hosts has it. */
  readonly knownLine: string;
  /** What it logged so far. */
  log(): string;
  stop(): Promise<void>;
  /** Starts it again on the same port with the same keys. */
  start(): Promise<void>;
  /** Ends every connection that it has. */
  cutConnections(): void;
  remove(): Promise<void>;
}

export interface SshServerOptions {
  readonly settings?: readonly string[];
  /** What sudo allows the user `ops`, who can log in where tests run as root. */
  readonly sudoers?: string;
  /** Words in front of sshd's command line, for example to put it into a namespace. */
  readonly wrap?: readonly string[];
  readonly address?: string;
  readonly port?: number;
  readonly user?: string;
}

/** Skips the running test where there is no sshd. */
export function requireSshd(context: Mocha.Context): void {
  requireOrSkip(context, 'sshd', existsSync(SSHD), 'sshd is not installed: apt-get install openssh-server');
}

export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-sshd-'));
  const { address = '127.0.0.1', settings = [], user = userInfo().username } = options;
  const wrap = [...(options.wrap ?? []), ...ownUsers(folder, options.sudoers ?? '')];
  const port = options.port ?? (await freePort());
  const home = join(folder, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  // sshd insists on it; Debian's service makes it when it starts.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const hostKey = makeKey(join(folder, 'host_key'));
  const clientKey = makeKey(join(home, '.ssh', 'id_ed25519'));
  const authorized = join(folder, 'authorized_keys');
  writeFileSync(authorized, readFileSync(`${clientKey}.pub`));
  const knownName = port === 22 ? address : `[${address}]:${port}`;
  const knownLine = `${knownName} ${readFileSync(`${hostKey}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')}`;
  writeFileSync(join(home, '.ssh', 'known_hosts'), `${knownLine}\n`);
  const config = join(folder, 'sshd_config');
  writeFileSync(
    config,
    [
      `ListenAddress ${address}:${port}`,
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${authorized}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'MaxStartups 100',
      ...settings,
    ].join('\n'),
  );
  const logFile = join(folder, 'log');
  let child: ChildProcess | undefined;
  const start = async () => {
    const before = readLog(logFile).length;
    const [program = SSHD, ...args] = [...wrap, SSHD, '-D', '-E', logFile, '-f', config];
    child = spawn(program, args, { stdio: 'ignore' });
    await untilListening(() => readLog(logFile), before);
  };
  const cutConnections = () => {
    for (const pid of child?.pid === undefined ? [] : descendantsOf(child.pid)) {
      killQuietly(pid);
    }
  };
  const stop = async () => {
    const ended =
      child?.exitCode === null ? new Promise((resolve) => child?.once('close', resolve)) : undefined;
    cutConnections();
    child?.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    port,
    folder,
    home,
    reach: { address, port, user },
    clientKey,
    hostKey,
    knownLine,
    log: () => readLog(logFile),
    start,
    stop,
    cutConnections,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Where we are root: a mount namespace in which root's shell is a plain one that reads no start-up files, and
 * in which there is a user `ops` without rights. The files of this machine are as they were.
 */
function ownUsers(folder: string, sudoers: string): readonly string[] {
  if (userInfo().uid !== 0) {
    return [];
  }
  const home = join(folder, 'ops');
  mkdirSync(home, { mode: 0o755 });
  chownSync(home, OPS_UID, OPS_UID);
  chmodSync(folder, 0o755);
  writeFileSync(
    join(folder, 'passwd'),
    [
      'root:x:0:0:root:/root:/bin/sh',
      'sshd:x:4710:65534::/run/sshd:/usr/sbin/nologin',
      'nobody:x:65534:65534::/:/usr/sbin/nologin',
      `ops:x:${OPS_UID}:${OPS_UID}::${home}:/bin/sh`,
      '',
    ].join('\n'),
  );
  writeFileSync(join(folder, 'shadow'), 'root:*:20000::::::\nops:*:20000::::::\n', { mode: 0o640 });
  writeFileSync(join(folder, 'sudoers'), `root ALL=(ALL:ALL) ALL\n${sudoers}\n`, { mode: 0o440 });
  const mounts = ['passwd', 'shadow', 'sudoers'].map(
    (name) => `if [ -e /etc/${name} ]; then mount --bind "$1/${name}" /etc/${name} || exit; fi`,
  );
  const script = [...mounts, 'shift', 'exec "$@"'].join('\n');
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', folder];
}

const OPS_UID = 4711;

/** A new ed25519 key pair in `file` and `file.pub`. @returns file */
export function makeKey(file: string, passphrase = ''): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', file]);
  return file;
}

/** Lets another key in as well. */
export function authorize(server: SshServer, publicKeyFile: string): void {
  appendFileSync(join(server.folder, 'authorized_keys'), readFileSync(publicKeyFile));
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Process ids below one, the deepest last. */
export function descendantsOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return list
    .trim()
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
    .flatMap((child) => [child, ...descendantsOfQuietly(child)]);
}

function descendantsOfQuietly(pid: number): number[] {
  try {
    return descendantsOf(pid);
  } catch {
    return [];
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

function readLog(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

async function untilListening(log: () => string, before: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (log().slice(before).includes('Server listening')) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`sshd does not listen: ${log()}`);
}
