import { readFile } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod } from 'ssh2';
import { ChaosError, messageOf } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { Destination } from './destination.js';

/** What the login is tried with, in order, and what could not be used. */
export interface Credentials {
  readonly methods: AnyAuthMethod[];
  /** Keys that lie there and are of no use, with the reason; for the message when the login fails. */
  readonly unusable: readonly string[];
}

/**
 * Keys that were asked for, then the agent's, then those that ssh tries by itself. Keys are read here and
 * handed to the login; they are kept nowhere.
 * @throws ChaosError SSH_KEY_UNUSABLE where none of those that were asked for can be read and unlocked
 */
export async function credentialsFor(destination: Destination): Promise<Credentials> {
  const { user: username, agentSocket, passphrase } = destination;
  const stated = await Promise.all(
    destination.identityFiles.map((file) => readKey(file, username, passphrase)),
  );
  const [locked] = stated.flatMap((key) => ('reason' in key ? [key.reason] : []));
  // One is enough, as for ssh; and a key that the agent holds need not be readable here.
  if (locked !== undefined && usable(stated).length === 0 && agentSocket === undefined) {
    throw new ChaosError('SSH_KEY_UNUSABLE', locked, {
      where: destination.name,
      hint: 'a key with a passphrase: set CHAOS_SSH_PASSPHRASE, or add the key to the ssh agent',
      exitCode: ExitCode.refused,
    });
  }
  const fallback = await Promise.all(
    destination.defaultIdentityFiles.map((file) => readKey(file, username, passphrase)),
  );
  const agent: AnyAuthMethod[] =
    agentSocket === undefined ? [] : [{ type: 'agent', username, agent: agentSocket }];
  return {
    methods: [...usable(stated), ...agent, ...usable(fallback)],
    unusable: [
      ...stated.flatMap((key) => ('reason' in key ? [key.reason] : [])),
      ...fallback.flatMap((key) => ('reason' in key && !key.isMissing ? [key.reason] : [])),
    ],
  };
}

type ReadKey = { readonly method: AnyAuthMethod } | { readonly reason: string; readonly isMissing: boolean };

function usable(keys: readonly ReadKey[]): AnyAuthMethod[] {
  return keys.flatMap((key) => ('method' in key ? [key.method] : []));
}

async function readKey(file: string, username: string, passphrase: string | undefined): Promise<ReadKey> {
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { reason: `the key ${file} cannot be read: ${messageOf(error)}`, isMissing };
  }
  const key = ssh2.utils.parseKey(content, passphrase);
  if (key instanceof Error) {
    // The parser's own words may quote what it was given.
    const why = /passphrase|decrypt|integrity/i.test(key.message) ? 'is locked by a passphrase' : 'is no key';
    return { reason: `the key ${file} ${why} that can be used`, isMissing: false };
  }
  return { method: { type: 'publickey', username, key } };
}
