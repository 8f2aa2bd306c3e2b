import { createHash, createHmac } from 'node:crypto';

/** A line of a known_hosts file; see sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export interface KnownHost {
  readonly marker?: '@revoked' | '@cert-authority';
  /** Names, patterns with * and ?, negated with !, or one hashed name. */
  readonly names: readonly string[];
  readonly type: string;
  /** The public key, base64. */
  readonly key: string;
}

export type HostKeyVerdict = 'known' | 'unknown' | 'changed' | 'revoked';

/** Lines that are no entries are passed over, as ssh does. */
export function parseKnownHosts(text: string): readonly KnownHost[] {
  return text.split('\n').flatMap((line): KnownHost[] => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [names, type, key] = words;
    if (names === undefined || names.startsWith('#') || type === undefined || key === undefined) {
      return [];
    }
    const entry = { names: names.split(','), type, key };
    return marker === '@revoked' || marker === '@cert-authority' ? [{ marker, ...entry }] : [entry];
  });
}

/** The name under which a host's keys are kept: ports other than 22 belong to it. */
export function knownName(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** Types of the keys that are known of a host: the server is asked for these first. */
export function knownTypes(entries: readonly KnownHost[], name: string): readonly string[] {
  return entries.filter((entry) => entry.marker === undefined && isFor(entry, name)).map(({ type }) => type);
}

/**
 * What the entries say of a key that a server shows.
 * @param name as {@link knownName} gives it
 * @param key the public key as it is sent, in SSH's own encoding
 */
export function judgeHostKey(entries: readonly KnownHost[], name: string, key: Buffer): HostKeyVerdict {
  const encoded = key.toString('base64');
  if (entries.some((entry) => entry.marker === '@revoked' && entry.key === encoded && isFor(entry, name))) {
    return 'revoked';
  }
  const plain = entries.filter((entry) => entry.marker === undefined && isFor(entry, name));
  if (plain.some((entry) => entry.key === encoded)) {
    return 'known';
  }
  return plain.length === 0 ? 'unknown' : 'changed';
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that stands at the beginning of a public key in SSH's own encoding. */
export function keyTypeOf(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0);
  return key.subarray(4, 4 + length).toString('ascii');
}

function isFor({ names }: KnownHost, name: string): boolean {
  const matching = names.filter((pattern) => matches(pattern.replace(/^!/, ''), name));
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith('!'));
}

function matches(pattern: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern) ?? [];
  if (salt !== undefined && hash !== undefined) {
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  return matchesPattern(pattern, name);
}

/** Patterns of ssh: `*` any characters, `?` one. */
export function matchesPattern(pattern: string, text: string): boolean {
  const expression = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(text.toLowerCase());
}
