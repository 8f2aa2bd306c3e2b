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

/** Whom a configuration is asked about. */
export interface Asked {
  /** The name by which the user calls the host. */
  readonly alias: string;
  /** Where the cluster file says it: the configuration's own does not count then. */
  readonly user?: string;
  /** Who asks, and the user on the host where nothing says otherwise. */
  readonly localUser: string;
}

interface Setting {
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * Looks a host up as ssh does: the first value of a key counts, identity files add up. Of `Match` sections those apply
 * that ask for `all`, `host`, `originalhost`, `user` and `localuser`; what only ssh itself could find out (`exec`,
 * `canonical`, `final`, …) never does. Keys that are not in {@link ClientConfig} are passed over.
 * @param texts the configuration files, the one that counts first at the front
 */
export function lookUpHost(texts: readonly ConfigText[], asked: Asked): ClientConfig {
  const settings = settingsFor(texts, asked);
  const first = (key: string) => firstValue(settings, key);
  const every = (key: string) => settings.filter((setting) => setting.key === key).flatMap(oneValue);
  const port = Number(first('port'));
  return {
    identityFiles: [...new Set(every('identityfile').filter(given))],
    proxyJump: (given(first('proxyjump')) ?? '').split(',').filter((jump) => jump !== ''),
    knownHostsFiles: settings.find(({ key }) => key === 'userknownhostsfile')?.values.filter(given) ?? [],
    ...keyed('hostName', first('hostname')),
    ...keyed('user', first('user')),
    ...keyed('proxyCommand', first('proxycommand')),
    ...keyed('hostKeyAlias', first('hostkeyalias')),
    ...(Number.isInteger(port) ? { port } : {}),
  };
}

function given(value: string | undefined): string | undefined {
  return value === 'none' ? undefined : value;
}

function keyed<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return given(value) === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}

function oneValue({ values }: Setting): readonly string[] {
  return values.slice(0, 1);
}

function firstValue(settings: readonly Setting[], key: string): string | undefined {
  return settings.find((setting) => setting.key === key)?.values[0];
}

/** A section lasts until the next one, or the end of its file. What is included stands in the section that includes it. */
function settingsFor(texts: readonly ConfigText[], asked: Asked): readonly Setting[] {
  const found: Setting[] = [];
  const read = ({ text, include }: ConfigText): void => {
    let applies = true;
    for (const { key, values } of text.split('\n').map(parseLine)) {
      if (key === 'host') applies = matchesAny(values, asked.alias);
      else if (key === 'match') applies = matches(values, asked, found);
      else if (applies && key === 'include') include(values).forEach(read);
      else if (applies) found.push({ key, values });
    }
  };
  texts.forEach(read);
  return found;
}

/** What a `Match` line can ask, as far as the configuration has been read. */
const SUBJECTS: ReadonlyMap<string, (asked: Asked, found: readonly Setting[]) => string> = new Map([
  ['host', ({ alias }, found) => firstValue(found, 'hostname')?.replaceAll('%h', alias) ?? alias],
  ['originalhost', ({ alias }) => alias],
  ['user', ({ user, localUser }, found) => user ?? firstValue(found, 'user') ?? localUser],
  ['localuser', ({ localUser }) => localUser],
]);

/** @param criteria `host a,b !user c` and the like: all of them must hold */
function matches(criteria: readonly string[], asked: Asked, found: readonly Setting[]): boolean {
  if (criteria.length === 1 && criteria[0]?.toLowerCase() === 'all') return true;
  return criteria.every((criterion, index) => {
    if (index % 2 === 1) return true;
    const [, denied, name = ''] = /^(!?)(.*)$/.exec(criterion.toLowerCase()) ?? [];
    const subject = SUBJECTS.get(name)?.(asked, found);
    const patterns = criteria[index + 1]?.split(',');
    if (subject === undefined || patterns === undefined) return false;
    return matchesAny(patterns, subject) === (denied === '');
  });
}

/** `Key value`, `Key=value`, `Key "value" # why`; a key is the same in any case, and empty where there is none. */
function parseLine(line: string): Setting {
  const [, key = '', rest = ''] = /^\s*([A-Za-z]\w*)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
  const words = rest.match(/"[^"]*"|[^\s"]+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  const values = comment === -1 ? words : words.slice(0, comment);
  return { key: key.toLowerCase(), values: values.map((word) => word.replace(/^"(.*)"$/, '$1')) };
}

function matchesAny(patterns: readonly string[], text: string): boolean {
  const denied = patterns.some(
    (pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), text),
  );
  return !denied && patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, text));
}
