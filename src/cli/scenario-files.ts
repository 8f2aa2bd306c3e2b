import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { ChaosError } from '../core/errors.js';
import { named } from '../core/shown.js';
import { suggestionHint } from '../core/suggest.js';
import { packageRoot } from './package-root.js';

const ENDINGS = ['.yaml', '.yml'];

/**
 * A path as given, or the name of a scenario in the folder `scenarios` of the working folder or of the package.
 * @returns a path that may lead to no file, if it is one: anything with a slash or a YAML ending
 * @throws ChaosError UNKNOWN_SCENARIO for a name that no folder has
 */
export function findScenario(nameOrFile: string, cwd: string): string {
  const asGiven = resolve(cwd, nameOrFile);
  const candidates = [
    asGiven,
    ...scenarioFolders(cwd).flatMap((folder) =>
      [nameOrFile, `${nameOrFile}.yaml`].map((file) => join(folder, file)),
    ),
  ];
  const found = candidates.find(isFile);
  if (found === undefined && !isPath(nameOrFile)) throw unknownScenario(nameOrFile, cwd);
  return found ?? asGiven;
}

/** Those of the package, sorted by name. */
export function shippedScenarios(): readonly string[] {
  return yamlFilesIn(shippedFolder());
}

function scenarioFolders(cwd: string): readonly string[] {
  return [join(cwd, 'scenarios'), shippedFolder()];
}

function shippedFolder(): string {
  return join(packageRoot(), 'scenarios');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function isPath(text: string): boolean {
  return /[/\\]/u.test(text) || ENDINGS.includes(extname(text));
}

function unknownScenario(name: string, cwd: string): ChaosError {
  const names = scenarioFolders(cwd)
    .flatMap(yamlFilesIn)
    .map((file) => basename(file, extname(file)));
  const known = [...new Set(names)].sort();
  return new ChaosError('UNKNOWN_SCENARIO', `there is no scenario named ${named(name)}`, {
    hint: suggestionHint(name, known, 'a path ends in .yaml; scenarios'),
  });
}

function yamlFilesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => ENDINGS.includes(extname(name)))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
