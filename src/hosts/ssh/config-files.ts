import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { matchesPattern } from './known-hosts.js';

/** The text of a configuration file, with a way to the files that it includes. */
export interface ConfigText {
  readonly text: string;
  /** The files that an `Include` of it names, in the order in which ssh reads them. */
  include(patterns: readonly string[]): readonly ConfigText[];
}

const SYSTEM_FOLDER = '/etc/ssh';

/**
 * The user's configuration and the system's, in the order in which ssh asks them. What cannot be read is not there. A
 * file is read once: the first value of a key counts, so it would add nothing, and files may include each other.
 */
export function configTexts(home: string): readonly ConfigText[] {
  const seen = new Set<string>();
  const read = (path: string, folder: string): readonly ConfigText[] => {
    const text = seen.has(path) ? undefined : textOf(path);
    seen.add(path);
    const include = (patterns: readonly string[]) =>
      patterns
        .map((pattern) => resolve(folder, pattern.replace(/^~(?=\/)/, home)))
        .flatMap(matching)
        .flatMap((file) => read(file, folder));
    return text === undefined ? [] : [{ text, include }];
  };
  const userFolder = join(home, '.ssh');
  return [
    ...read(join(userFolder, 'config'), userFolder),
    ...read(join(SYSTEM_FOLDER, 'ssh_config'), SYSTEM_FOLDER),
  ];
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Paths that match a pattern of the shell, sorted; `*` and `?` match no dot at the beginning of a name. */
function matching(pattern: string): readonly string[] {
  const steps = pattern.split('/').slice(1);
  return steps.reduce<readonly string[]>(
    (paths, step) =>
      /[*?]/.test(step)
        ? paths.flatMap((path) => entries(path, step))
        : paths.map((path) => join(path, step)),
    ['/'],
  );
}

function entries(folder: string, pattern: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith('.') === pattern.startsWith('.') && matchesPattern(pattern, name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
