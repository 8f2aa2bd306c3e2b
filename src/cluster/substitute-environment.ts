import { mapScalars, type ScalarNode } from '../core/document/tree.js';
import type { SourceDocument } from '../core/document/types.js';
import type { Problem } from '../core/errors.js';
import { named } from '../core/shown.js';
import { suggest } from '../core/suggest.js';

const REFERENCE = /\$\{env:([^}]*)\}/gu;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Replaces `${env:NAME}` in every text of a document. What was put in counts as secret from then on; a
 * variable that is not set, or empty, is a problem.
 */
export function substituteEnvironment(document: SourceDocument, env: Environment): SourceDocument {
  const problems: Problem[] = [];
  const secrets = new Set<string>();
  const replace = (scalar: ScalarNode): ScalarNode => {
    if (typeof scalar.value !== 'string' || !scalar.value.includes('${env:')) {
      return scalar;
    }
    const value = scalar.value.replace(REFERENCE, (reference, name: string) => {
      const found = Object.hasOwn(env, name) ? env[name] : undefined;
      if (found === undefined || found === '') {
        problems.push(notSet(scalar, name, env));
        return reference;
      }
      secrets.add(found);
      return found;
    });
    return { ...scalar, value };
  };
  const root = mapScalars(document.root, replace);
  // The longest first, so that one secret within another does not leave the rest of it in sight.
  const byLength = [...secrets].sort((a, b) => b.length - a.length);
  return { ...document, root, problems: [...document.problems, ...problems], secrets: byLength };
}

function notSet(scalar: ScalarNode, name: string, env: Environment): Problem {
  const near = suggest(name, Object.keys(env));
  return {
    ...scalar.place,
    code: 'ENV_NOT_SET',
    message: `the environment variable ${named(name)} is not set, or is empty`,
    hint: near === undefined ? 'export it before the run' : `did you mean ${near}?`,
  };
}
