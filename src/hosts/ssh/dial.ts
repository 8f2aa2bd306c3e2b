import { readFile } from 'node:fs/promises';
import ssh2, { type Client, type ClientChannel, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import { ChaosError, messageOf } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { type Credentials, credentialsFor } from './credentials.js';
import type { Destination } from './destination.js';
import {
  fingerprintOf,
  type HostKeyVerdict,
  judgeHostKey,
  type KnownHost,
  keyTypeOf,
  knownName,
  knownTypes,
  parseKnownHosts,
} from './known-hosts.js';

/** A connection is taken for dead when nothing was heard for this long, three times over. */
const KEEPALIVE_MS = 3_000;
const KEEPALIVE_MISSES = 3;

/** The algorithms that a known key of a type can prove itself by. */
const ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};
const STRONG: readonly ServerHostKeyAlgorithm[] = Object.values(ALGORITHMS).flat();

/**
 * Connects and logs in once, through other machines where the way leads so. The host's key must be known.
 * @param patienceMs for each machine on the way, until it has let us in
 * @throws ChaosError HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, HOST_KEY_REVOKED, SSH_AUTH_FAILED, SSH_KEY_UNUSABLE
 *   (to try again is of no use), HOST_UNREACHABLE (it may be)
 */
export async function dial(destination: Destination, patienceMs: number): Promise<Client> {
  const credentials = await credentialsFor(destination);
  const known = await readKnownHosts(destination.knownHostsFiles);
  const { through } = destination;
  if (through === undefined) {
    return logIn(destination, credentials, known, patienceMs);
  }
  const jump = await dial(through, patienceMs);
  try {
    const way = await openWay(jump, destination);
    const client = await logIn(destination, credentials, known, patienceMs, way);
    client.once('close', () => jump.end());
    return client;
  } catch (error) {
    jump.end();
    throw error;
  }
}

async function readKnownHosts(files: readonly string[]): Promise<readonly KnownHost[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.flatMap(parseKnownHosts);
}

function openWay(jump: Client, { name, address, port }: Destination): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    jump.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
      if (error === undefined) {
        resolve(channel);
      } else {
        reject(unreachable(name, `the machine in between cannot connect to ${address} port ${port}`, error));
      }
    });
  });
}

interface ShownKey {
  readonly key: Buffer;
  readonly verdict: HostKeyVerdict;
}

function logIn(
  destination: Destination,
  credentials: Credentials,
  known: readonly KnownHost[],
  patienceMs: number,
  way?: ClientChannel,
): Promise<Client> {
  const name = knownName(destination.keyName, destination.port);
  let shown: ShownKey | undefined;
  const config: ConnectConfig = {
    host: destination.address,
    port: destination.port,
    username: destination.user,
    readyTimeout: patienceMs,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: KEEPALIVE_MISSES,
    authHandler: credentials.methods,
    algorithms: { serverHostKey: preferred(knownTypes(known, name)) },
    hostVerifier: (key: Buffer) => {
      shown = { key, verdict: judgeHostKey(known, name, key) };
      return shown.verdict === 'known';
    },
    ...(way === undefined ? {} : { sock: way }),
  };
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let settled = false;
    const fail = (error: Error) => {
      if (!settled) {
        settled = true;
        client.destroy();
        reject(whyNot(destination, name, credentials, shown, error));
      }
    };
    client.on('error', fail);
    client.once('close', () => fail(new Error('the connection was closed before the login')));
    client.once('ready', () => {
      settled = true;
      client.setNoDelay(true);
      // One listener for each channel on its way.
      client.setMaxListeners(0);
      resolve(client);
    });
    client.connect(config);
  });
}

/** Known types first: a server with several keys must not show the one that nobody knows. */
function preferred(types: readonly string[]): ServerHostKeyAlgorithm[] {
  const first = types.flatMap((type) => ALGORITHMS[type] ?? []);
  return [...new Set([...first, ...STRONG])];
}

function whyNot(
  destination: Destination,
  knownAs: string,
  { unusable, methods }: Credentials,
  shown: ShownKey | undefined,
  error: Error & { level?: string },
): ChaosError {
  const { name, user, address, port } = destination;
  if (shown !== undefined && shown.verdict !== 'known') {
    return badKey(destination, knownAs, shown);
  }
  if (error.level === 'client-authentication' || (error.level === 'agent' && methods.length > 0)) {
    const hint = [
      ...unusable,
      methods.length === 0 ? 'there is no key to try: name one with identityFile, or start an agent' : '',
      `what ssh itself says: ssh -p ${port} ${user}@${address} true`,
    ];
    return new ChaosError('SSH_AUTH_FAILED', `${address} does not let ${user} in`, {
      where: name,
      hint: hint.filter((part) => part !== '').join('; '),
      exitCode: ExitCode.refused,
    });
  }
  const what =
    error.level === 'client-timeout'
      ? `${address} port ${port} accepts connections and does not finish the login in time, or answers nothing`
      : `no connection to ${address} port ${port}`;
  return unreachable(name, what, error);
}

const BAD_KEYS = {
  unknown: { code: 'HOST_KEY_UNKNOWN', what: 'is not known' },
  changed: { code: 'HOST_KEY_CHANGED', what: 'is not the one that is known: it may be another machine' },
  revoked: { code: 'HOST_KEY_REVOKED', what: 'was revoked' },
} as const;

function badKey(destination: Destination, knownAs: string, { key, verdict }: ShownKey): ChaosError {
  const { code, what } = verdict === 'known' ? BAD_KEYS.unknown : BAD_KEYS[verdict];
  const type = keyTypeOf(key);
  const [file = '~/.ssh/known_hosts'] = destination.knownHostsFiles;
  const accept = `echo '${knownAs} ${type} ${key.toString('base64')}' >> ${file}`;
  const compare =
    'compare it with what `ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub` prints on the host itself';
  const hints = {
    unknown: `${compare}; if it is the same: ${accept}`,
    changed: `${compare}; if the host was installed anew: ssh-keygen -R '${knownAs}' -f ${file}, then ${accept}`,
    revoked: 'nobody may use this key any more; the host needs another',
    known: '',
  };
  return new ChaosError(code, `the key of ${knownAs}, ${type} ${fingerprintOf(key)}, ${what}`, {
    where: destination.name,
    hint: hints[verdict],
    exitCode: ExitCode.refused,
  });
}

export function unreachable(name: string, what: string, cause?: unknown): ChaosError {
  const why = cause === undefined ? '' : `: ${messageOf(cause)}`;
  return new ChaosError('HOST_UNREACHABLE', `${what}${why}`, {
    where: name,
    hint: 'check address, port and user in the cluster file, and whether sshd runs there',
    exitCode: ExitCode.brokeOff,
    cause,
  });
}
