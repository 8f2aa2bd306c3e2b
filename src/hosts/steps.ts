import type { Check, ExecResult, Host, Step } from './types.js';

/** Performs one step. A non-zero exit code is in the result. */
export function perform(host: Host, step: Step): Promise<ExecResult> {
  return host.exec(step.argv, {
    ...(step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
    ...(step.input === undefined ? {} : { input: step.input }),
  });
}

/** Whether a check holds by this result. */
export function holds(check: Check, result: ExecResult): boolean {
  if (result.exitCode !== 0) {
    return false;
  }
  return check.stdoutMatches === undefined || new RegExp(check.stdoutMatches, 'm').test(result.stdout);
}
