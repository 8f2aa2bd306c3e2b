import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { HostDescription } from '../types.js';
import { type ClientConfig, lookUpHost } from './client-config.js';
import { configTexts } from './config-files.js';

/** What the process's environment may say: HOME, SSH_AUTH_SOCK, CHAOS_SSH_PASSPHRASE. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a cluster file says that a host is reached. */
export interface SshReach {
  /** A host name, an IP address, or a name of the user's ssh configuration. */
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  /** Commands run through `sudo -n` where the user is not root. */
  readonly become?: 'sudo';
  readonly identityFile?: string;
  /** Instead of the user's own known_hosts and the system's. */
  readonly knownHostsFile?: string;
  /** `[user@]host[:port]`, several joined by commas; each is looked up in the ssh configuration too. */
  readonly proxyJump?: string;
}

/** The description that the ssh host kind opens. Nothing in it is secret. */
export function describeSshHost(name: string, reach: SshReach): HostDescription {
  return { ...reach, kind: 'ssh', name };
}

/** Where a connection goes and with what, after the user's ssh configuration was asked. */
export interface Destination {
  /** For messages. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The name that its keys are known by. */
  readonly keyName: string;
  /** Those that were asked for: one of them must be of use. */
  readonly identityFiles: readonly string[];
  /** Those that ssh tries by itself. */
  readonly defaultIdentityFiles: readonly string[];
  readonly knownHostsFiles: readonly string[];
  readonly agentSocket?: string;
  readonly passphrase?: string;
  /** The machine to go through, which may itself be reached through another. */
  readonly through?: Destination;
}

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** @throws ChaosError SSH_CONFIG_UNSUPPORTED for a ProxyCommand, BAD_HOST_DESCRIPTION, SSH_JUMP_LOOP */
export function resolveDestination(description: HostDescription, env: Environment): Destination {
  const { name } = description;
  const reach = description as unknown as SshReach;
  if (typeof reach.address !== 'string') {
    throw new ChaosError('BAD_HOST_DESCRIPTION', `host ${name} has no address to reach it by ssh`);
  }
  return resolve(name, reach, env, []);
}

function resolve(name: string, reach: SshReach, env: Environment, before: readonly string[]): Destination {
  if (before.includes(reach.address)) {
    throw new ChaosError('SSH_JUMP_LOOP', `the way to ${name} leads through ${reach.address} twice`, {
      where: name,
      hint: 'look at proxyJump in the cluster file and at ProxyJump in ~/.ssh/config',
    });
  }
  const home = env.HOME ?? homedir();
  const localUser = env.USER ?? userInfo().username;
  const asked = {
    alias: reach.address,
    localUser,
    ...(reach.user === undefined ? {} : { user: reach.user }),
  };
  const config = lookUpHost(configTexts(home), asked);
  refuseProxyCommand(name, reach, config);
  const user = reach.user ?? config.user ?? localUser;
  const port = reach.port ?? config.port ?? 22;
  const address = config.hostName?.replaceAll('%h', reach.address) ?? reach.address;
  const near = (path: string) => expand(path, { home, host: address, user, port });
  const stated = reach.identityFile === undefined ? config.identityFiles : [reach.identityFile];
  const known = reach.knownHostsFile === undefined ? config.knownHostsFiles : [reach.knownHostsFile];
  const through = jumpOf(name, reach, config, env, [...before, reach.address]);
  return {
    name,
    address,
    port,
    user,
    keyName: config.hostKeyAlias ?? address,
    identityFiles: stated.map(near),
    defaultIdentityFiles: stated.length > 0 ? [] : DEFAULT_KEYS.map((file) => join(home, '.ssh', file)),
    knownHostsFiles: known.length > 0 ? known.map(near) : defaultKnownHosts(home),
    ...(given(env.SSH_AUTH_SOCK) ? { agentSocket: env.SSH_AUTH_SOCK } : {}),
    ...(given(env.CHAOS_SSH_PASSPHRASE) ? { passphrase: env.CHAOS_SSH_PASSPHRASE } : {}),
    ...(through === undefined ? {} : { through }),
  };
}

function given(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function defaultKnownHosts(home: string): string[] {
  return [join(home, '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'];
}

function refuseProxyCommand(name: string, reach: SshReach, config: ClientConfig): void {
  if (config.proxyCommand !== undefined && reach.proxyJump === undefined && config.proxyJump.length === 0) {
    throw new ChaosError(
      'SSH_CONFIG_UNSUPPORTED',
      `the ssh configuration reaches ${name} by a ProxyCommand`,
      {
        where: name,
        hint: 'use ProxyJump in ~/.ssh/config (or ProxyCommand none), or proxyJump in the cluster file',
        exitCode: ExitCode.refused,
      },
    );
  }
}

/** Of several jumps the last one is next to the host, and is itself reached through those before it. */
function jumpOf(
  name: string,
  reach: SshReach,
  config: ClientConfig,
  env: Environment,
  before: readonly string[],
): Destination | undefined {
  const jumps = reach.proxyJump?.split(',') ?? config.proxyJump;
  const last = jumps.at(-1);
  if (last === undefined || last === 'none') {
    return undefined;
  }
  const [, user, address = last, port] = /^(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(last) ?? [];
  const others = jumps.slice(0, -1).join(',');
  const jump: SshReach = {
    address: address.replace(/^\[(.*)\]$/, '$1'),
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(others === '' ? {} : { proxyJump: others }),
    ...(reach.knownHostsFile === undefined ? {} : { knownHostsFile: reach.knownHostsFile }),
    ...(reach.identityFile === undefined ? {} : { identityFile: reach.identityFile }),
  };
  return resolve(`${name} (through ${jump.address})`, jump, env, before);
}

/** The tokens of ssh_config(5) that paths use. */
function expand(
  path: string,
  { home, host, user, port }: { home: string; host: string; user: string; port: number },
): string {
  const tokens: Readonly<Record<string, string>> = { d: home, h: host, r: user, p: String(port), '%': '%' };
  return path
    .replace(/^~(?=\/|$)/, home)
    .replace(/%([dhrp%])/g, (whole, token: string) => tokens[token] ?? whole);
}
