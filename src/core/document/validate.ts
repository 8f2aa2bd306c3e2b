import type { z } from 'zod';
import { type Problem, ProblemsError } from '../errors.js';
import { inspect } from './inspect.js';
import type { Issue } from './issue.js';
import { placeOf, toPlain } from './tree.js';
import type { Loaded, SourceDocument } from './types.js';

const MAX_PROBLEMS = 200;

/**
 * Checks a document against a schema.
 * @throws ProblemsError with everything that is wrong, in the order of the file, the overrides' last
 */
export function validateDocument<T>(document: SourceDocument, schema: z.ZodType<T>): Loaded<T> {
  const inspection = inspect(schema, toPlain(document.root));
  const earlier = document.problems;
  // A value that could not even be read needs no second complaint.
  const fresh = inspection.ok
    ? []
    : inspection.issues
        .map((one) => toProblem(document, one))
        .filter((problem) => !earlier.some((other) => samePlace(other, problem)));
  const problems = arrange(document.file, [...earlier, ...fresh]);
  if (!inspection.ok || problems.length > 0) {
    throw new ProblemsError(problems);
  }
  return loaded(document, inspection.value);
}

function loaded<T>(document: SourceDocument, value: T): Loaded<T> {
  return {
    value,
    file: document.file,
    locate: (path) => {
      const { line, column } = placeOf(document.root, path);
      return { line, column };
    },
    problem: (path, code, message, hint) =>
      toProblem(document, { path, at: 'value', code, message, ...(hint === undefined ? {} : { hint }) }),
  };
}

function toProblem(document: SourceDocument, one: Issue): Problem {
  const place = placeOf(document.root, one.path, one.at);
  const message = hideSecrets(one.message, document.secrets);
  const problem = { ...place, code: one.code, message };
  return one.hint === undefined ? problem : { ...problem, hint: hideSecrets(one.hint, document.secrets) };
}

/** A very short secret is hidden only where it is quoted, or every message would be torn to pieces. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((hidden, secret) => {
    const quoted = JSON.stringify(secret);
    const safe = hidden.replaceAll(quoted, '"(hidden)"');
    return secret.length < 4
      ? safe
      : safe.replaceAll(quoted.slice(1, -1), '(hidden)').replaceAll(secret, '(hidden)');
  }, text);
}

function samePlace(a: Problem, b: Problem): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

/** Sorted by place, without repetition, and not without end. */
function arrange(file: string, problems: readonly Problem[]): readonly Problem[] {
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  const sorted = [...distinct.values()].sort(
    (a, b) =>
      Number(a.file !== file) - Number(b.file !== file) ||
      a.file.localeCompare(b.file) ||
      a.line - b.line ||
      a.column - b.column,
  );
  const last = sorted[MAX_PROBLEMS];
  if (last === undefined) {
    return sorted;
  }
  const rest = `${sorted.length - MAX_PROBLEMS} more problems from here on`;
  return [
    ...sorted.slice(0, MAX_PROBLEMS),
    { file: last.file, line: last.line, column: last.column, code: 'TOO_MANY_PROBLEMS', message: rest },
  ];
}
