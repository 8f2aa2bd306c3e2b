import type { Action, Check, ExecResult, Host, Step } from './types.js';

/** Performs one step. A non-zero exit code is in the result. */
export function perform(host: Host, step: Step): Promise<ExecResult> {
  return host.exec(step.argv, {
    ...(step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
    ...(step.input === undefined ? {} : { input: step.input }),
  });
}

/** Every command of an action, in the order of its life. */
export function stepsOf(action: Action): readonly Step[] {
  return [
    ...(action.needs ?? []),
    ...action.preflight,
    ...action.inject,
    action.effective,
    ...action.undo,
    ...recoveryOf(action),
    ...(action.afterwards ?? []),
  ];
}

/** All that must hold before an action counts as healed. */
export function recoveryOf({ recovered, alsoRecovered = [] }: Action): readonly Check[] {
  return [recovered, ...alsoRecovered];
}

/** Whether a check holds by this result. */
export function holds(check: Check, result: ExecResult): boolean {
  if (result.exitCode !== 0) {
    return false;
  }
  return check.stdoutMatches === undefined || new RegExp(check.stdoutMatches, 'm').test(result.stdout);
}
