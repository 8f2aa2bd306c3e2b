import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isPath, nameOf, yamlFilesIn } from '../core/document/yaml-files.js';
import { ChaosError } from '../core/errors.js';
import { named } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';
import { packageRoot } from './package-root.js';

/**
 * A path as given, or the name of a scenario in the folder `scenarios` of the working folder or of the package.
 * @returns a path that may lead to no file, if it is one: anything with a slash or a YAML ending
 * @throws ChaosError UNKNOWN_SCENARIO for a name that no folder has
 */
export async function findScenario(nameOrFile: string, cwd: string): Promise<string> {
  const asGiven = resolve(cwd, nameOrFile);
  const folders = [join(cwd, 'scenarios'), shippedFolder()];
  const byName = folders.flatMap((folder) =>
    [nameOrFile, `${nameOrFile}.yaml`].map((file) => join(folder, file)),
  );
  const found = [asGiven, ...byName].find(isFile);
  if (found === undefined && !isPath(nameOrFile)) {
    throw unknownScenario(nameOrFile, (await Promise.all(folders.map(yamlFilesIn))).flat());
  }
  return found ?? asGiven;
}

/** Those of the package, sorted by name. */
export function shippedScenarios(): Promise<readonly string[]> {
  return yamlFilesIn(shippedFolder());
}

function shippedFolder(): string {
  return join(packageRoot(), 'scenarios');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function unknownScenario(name: string, files: readonly string[]): ChaosError {
  const known = [...new Set(files.map(nameOf))].sort();
  return new ChaosError('UNKNOWN_SCENARIO', `there is no scenario named ${named(name)}`, {
    hint: suggestionHint(name, known, 'a path ends in .yaml; scenarios'),
  });
}
