import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileNamed, isPath, yamlFilesIn } from '../core/document/yaml-files.js';
import { packageRoot } from './package-root.js';

/**
 * A path as given, or the name of a scenario in the folder `scenarios` of the working folder or of the package.
 * @returns a path that may lead to no file, if it is one: anything with a slash or a YAML ending
 * @throws ChaosError UNKNOWN_SCENARIO for a name that no folder has
 */
export async function findScenario(nameOrFile: string, cwd: string): Promise<string> {
  const asGiven = resolve(cwd, nameOrFile);
  const folders = [join(cwd, 'scenarios'), shippedFolder()];
  const found = [asGiven, ...folders.map((folder) => join(folder, nameOrFile))].find(isFile);
  if (found !== undefined) return found;
  return isPath(nameOrFile) ? asGiven : fileNamed('scenario', nameOrFile, folders);
}

/** Those of the package, sorted by name. */
export function shippedScenarios(): Promise<readonly string[]> {
  return yamlFilesIn(shippedFolder());
}

function shippedFolder(): string {
  return join(packageRoot(), 'scenarios');
}

/** What cannot be looked at is none; whoever reads it says why. */
function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}
