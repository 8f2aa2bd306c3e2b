import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

const ENDINGS = ['.yaml', '.yml'];

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

/** What a file in such a folder is called by. */
export function nameOf(file: string): string {
  return basename(file, extname(file));
}
