import type { Problem } from '../errors.js';
import type { DataNode, Path } from './tree.js';

/** A validated file that still knows where everything was written, for problems found later. */
export interface Loaded<T> {
  readonly value: T;
  readonly file: string;
  /** The place of a path of the YAML file (its keys, not those of `value`), or of the deepest part that exists. */
  locate(path: Path): { readonly line: number; readonly column: number };
  problem(path: Path, code: string, message: string, hint?: string): Problem;
}

/** A YAML file, read and overridden, not yet validated. */
export interface SourceDocument {
  readonly file: string;
  readonly root: DataNode;
  /** What is already known to be wrong; reported together with what validation finds. */
  readonly problems: readonly Problem[];
  /** Values that no message may show. */
  readonly secrets: readonly string[];
}
