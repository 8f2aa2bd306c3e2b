import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
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
  const { address = '127.0.0.1', wrap = [], settings = [], user = userInfo().username } = options;
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
    const [program = SSHD, ...args] = [...wrap, SSHD, '-D', '-E', logFile, '-f', config];
    child = spawn(program, args, { stdio: 'ignore' });
    await untilListening(wrap, address, port, () => readLog(logFile));
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

async function untilListening(
  wrap: readonly string[],
  address: string,
  port: number,
  log: () => string,
): Promise<void> {
  const before = log().length;
  for (let attempt = 0; attempt < 200; attempt++) {
    const isUp =
      wrap.length > 0 ? log().slice(before).includes('Server listening') : await accepts(address, port);
    if (isUp) {
      return;
    }
    await sleep(50);
  }
  throw new Error(`sshd does not listen on ${address}:${port}: ${log()}`);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
