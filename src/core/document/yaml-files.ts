import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ChaosError } from '../errors.js';
import { named } from '../shown.js';
import { suggestionHint } from '../suggest.js';

const ENDINGS = ['.yaml', '.yml'];
const UNKNOWN = { cluster: 'UNKNOWN_CLUSTER', scenario: 'UNKNOWN_SCENARIO' } as const;

/** Whether a text that may be a name or a path is a path: anything with a slash or a YAML ending. */
export function isPath(text: string): boolean {
  return /[/\\]/u.test(text) || ENDINGS.includes(extname(text));
}

/** The YAML files of a folder, sorted by name; none where there is no folder. */
export async function yamlFilesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => ENDINGS.includes(extname(name)))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * The file that is called by `name`, which is without its ending; the first folder that has one counts.
 * @throws ChaosError UNKNOWN_CLUSTER, UNKNOWN_SCENARIO, with the nearest name that there is
 */
export async function fileNamed(
  kind: keyof typeof UNKNOWN,
  name: string,
  folders: readonly string[],
): Promise<string> {
  const files = (await Promise.all(folders.map(yamlFilesIn))).flat();
  const file = files.find((candidate) => nameOf(candidate) === name);
  if (file === undefined) {
    const known = [...new Set(files.map(nameOf))].sort();
    throw new ChaosError(UNKNOWN[kind], `there is no ${kind} named ${named(name)}`, {
      hint: suggestionHint(name, known, `a path ends in .yaml; ${kind}s`),
    });
  }
  return file;
}

function nameOf(file: string): string {
  return basename(file, extname(file));
}
