import type { Path } from './tree.js';

/** One thing wrong with plain data, before its place is known. */
export interface Issue {
  readonly path: Path;
  /** Whether the key itself is wrong rather than its value. */
  readonly at: 'key' | 'value';
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export function issue(path: Path, code: string, message: string, hint?: string): Issue {
  return { path, at: 'value', code, message, ...(hint === undefined ? {} : { hint }) };
}

export function under(parent: Path, issues: readonly Issue[]): Issue[] {
  return issues.map((one) => ({ ...one, path: [...parent, ...one.path] }));
}
