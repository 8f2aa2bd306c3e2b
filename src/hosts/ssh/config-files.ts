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

/** The user's configuration and the system's, in the order in which ssh asks them. What cannot be read is not there. */
export function configTexts(home: string): readonly ConfigText[] {
  const userFolder = join(home, '.ssh');
  return [
    ...read(join(userFolder, 'config'), { home, folder: userFolder }),
    ...read(join(SYSTEM_FOLDER, 'ssh_config'), { home, folder: SYSTEM_FOLDER }),
  ];
}

interface Place {
  readonly home: string;
  /** Paths that do not begin at the root begin here. */
  readonly folder: string;
}

function read(path: string, place: Place): readonly ConfigText[] {
  try {
    const text = readFileSync(path, 'utf8');
    const include = (patterns: readonly string[]) =>
      patterns.flatMap((pattern) => matching(absolute(pattern, place))).flatMap((file) => read(file, place));
    return [{ text, include }];
  } catch {
    return [];
  }
}

function absolute(pattern: string, { home, folder }: Place): string {
  return resolve(folder, pattern.replace(/^~(?=\/)/, home));
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
