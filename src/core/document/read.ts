import { ProblemsError } from '../errors.js';
import { applyOverrides, type Override } from './override.js';
import { parseYaml } from './parse.js';
import { readSource } from './source.js';
import type { DataNode, MapNode } from './tree.js';
import type { SourceDocument } from './types.js';

export interface ReadOptions {
  readonly overrides?: readonly Override[];
  /** Top-level keys under which a dotted path is one key, as in `expect.outage.max`. */
  readonly dottedKeysUnder?: readonly string[];
}

/** @throws ProblemsError when the file cannot be read, is not YAML, or holds no mapping */
export async function readDocument(file: string, options: ReadOptions = {}): Promise<SourceDocument> {
  const root = await readRoot(file);
  const overridden = applyOverrides(root, options.overrides ?? [], options.dottedKeysUnder ?? []);
  return { file, root: overridden.root, problems: overridden.problems, secrets: [] };
}

/** The top level of a file as it is written. @throws ProblemsError as {@link readDocument} */
export async function readRoot(file: string): Promise<MapNode> {
  return requireMapping(parseYaml(await readSource(file), file), file);
}

function requireMapping(root: DataNode, file: string): MapNode {
  if (root.kind === 'map') {
    return root;
  }
  const empty = root.kind === 'scalar' && root.value === null;
  const found = root.kind === 'list' ? 'a list' : 'a single value';
  throw new ProblemsError([
    {
      ...(empty ? { file, line: 1, column: 1 } : root.place),
      code: empty ? 'FILE_EMPTY' : 'NOT_A_MAPPING',
      message: empty ? 'the file holds no values' : `expected a mapping of keys to values, found ${found}`,
      hint: 'start with `name: …`',
    },
  ]);
}
