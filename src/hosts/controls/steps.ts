import type { Check, Step } from '../types.js';

/** A command as a step of an action. */
export function step(host: string, argv: readonly string[], description: string): Step {
  return { host, argv, description };
}

/** @param stdoutMatches absent: the exit code alone decides */
export function check(
  host: string,
  argv: readonly string[],
  description: string,
  stdoutMatches?: string,
): Check {
  return { ...step(host, argv, description), ...(stdoutMatches === undefined ? {} : { stdoutMatches }) };
}

/**
 * A fixed shell script with its words as arguments: nothing is ever joined into the script.
 * @param text reads them as `$1`, `$2` …
 */
export function script(text: string, ...words: readonly string[]): string[] {
  return ['sh', '-c', text, 'sh', ...words];
}
