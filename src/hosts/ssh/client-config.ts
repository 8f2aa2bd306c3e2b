import type { ConfigText } from './config-files.js';
import { matchesPattern } from './known-hosts.js';

/** What a user's ssh configuration says of one host; see ssh_config(5). */
export interface ClientConfig {
  readonly hostName?: string;
  readonly user?: string;
  readonly port?: number;
  readonly identityFiles: readonly string[];
  /** Hosts to go through, the first one first. */
  readonly proxyJump: readonly string[];
  readonly proxyCommand?: string;
  readonly knownHostsFiles: readonly string[];
  readonly hostKeyAlias?: string;
}

interface Setting {
  readonly key: string;
  readonly value: string;
}

/**
 * Looks a host up as ssh does: the first value of a key counts, identity files add up. `Match` sections other
 * than `Match all` never apply; keys that are not in {@link ClientConfig} are passed over.
 * @param texts the configuration files, the one that counts first at the front
 * @param alias the name by which the user calls the host
 */
export function lookUpHost(texts: readonly ConfigText[], alias: string): ClientConfig {
  const settings = texts.flatMap((text) => settingsFor(text, alias));
  const first = (key: string) => settings.find((setting) => setting.key === key)?.value;
  const every = (key: string) => settings.filter((setting) => setting.key === key).map(({ value }) => value);
  const port = Number(first('port'));
  return {
    identityFiles: every('identityfile').filter((file) => file !== 'none'),
    proxyJump: listOf(first('proxyjump'), ','),
    knownHostsFiles: listOf(first('userknownhostsfile'), /\s+/),
    ...keyed('hostName', first('hostname')),
    ...keyed('user', first('user')),
    ...keyed('proxyCommand', first('proxycommand')),
    ...keyed('hostKeyAlias', first('hostkeyalias')),
    ...(Number.isInteger(port) ? { port } : {}),
  };
}

function keyed<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined || value === 'none' ? {} : ({ [key]: value } as Record<Key, string>);
}

function listOf(value: string | undefined, separator: string | RegExp): readonly string[] {
  return value === undefined || value === 'none' ? [] : value.split(separator).filter((item) => item !== '');
}

/** A section lasts until the next one, or the end of its file. What is included stands in the section that includes it. */
function settingsFor({ text, include }: ConfigText, alias: string): readonly Setting[] {
  let applies = true;
  return text.split('\n').flatMap((line) => {
    const setting = parseLine(line);
    if (setting?.key === 'host') {
      applies = matchesAny(wordsOf(setting.value), alias);
      return [];
    }
    if (setting?.key === 'match') {
      applies = setting.value.toLowerCase() === 'all';
      return [];
    }
    if (setting === undefined || !applies) return [];
    return setting.key === 'include'
      ? include(wordsOf(setting.value)).flatMap((inner) => settingsFor(inner, alias))
      : [setting];
  });
}

function wordsOf(value: string): readonly string[] {
  return value.split(/\s+/).map((word) => word.replaceAll('"', ''));
}

/** `Key value`, `Key=value`, `Key "value"`; a key is the same in any case. */
function parseLine(line: string): Setting | undefined {
  const [, key, value] = /^\s*([A-Za-z]\w*)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
  return key === undefined || value === undefined
    ? undefined
    : { key: key.toLowerCase(), value: value.replace(/^"(.*)"$/, '$1') };
}

function matchesAny(patterns: readonly string[], alias: string): boolean {
  const denied = patterns.some(
    (pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), alias),
  );
  return !denied && patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, alias));
}
