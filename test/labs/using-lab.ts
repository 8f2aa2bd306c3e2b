import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Action, Check, ExecResult, Host, Step } from '../../src/hosts/types.js';
import { embeddedHostKind } from '../../src/labs/embedded/index.js';
import type { RunningLab } from '../../src/labs/types.js';

const PATIENCE_MS = 20_000;
const POLL_MS = 20;

export function openHost(lab: RunningLab, name: string): Promise<Host> {
  const description = lab.hosts[name];
  assert.ok(description, `the lab has no host ${name}`);
  return embeddedHostKind.open(description, () => assert.fail('it opens no other host'));
}

export async function perform(lab: RunningLab, step: Step): Promise<ExecResult> {
  return (await openHost(lab, step.host)).exec(step.argv);
}

/** Performs steps that must all succeed. */
export async function performAll(lab: RunningLab, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const result = await perform(lab, step);
    assert.equal(result.exitCode, 0, `${step.description}: ${result.stderr}`);
  }
}

export async function holds(lab: RunningLab, check: Check): Promise<boolean> {
  const { exitCode, stdout } = await perform(lab, check);
  return exitCode === 0 && new RegExp(check.stdoutMatches ?? '', 'm').test(stdout);
}

export async function eventually(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadlineMs, `never: ${what}`);
    await sleep(POLL_MS);
  }
}

/** Does what a run does with a fault, the undo twice since it may be replayed. */
export async function live(lab: RunningLab, action: Action | undefined, meanwhile?: () => Promise<void>) {
  assert.ok(action);
  for (const check of action.preflight) {
    assert.ok(await holds(lab, check), `preflight: ${check.description}`);
  }
  await performAll(lab, action.inject);
  await eventually(action.effective.description, () => holds(lab, action.effective));
  await meanwhile?.();
  await performAll(lab, action.undo);
  await performAll(lab, action.undo);
  await eventually(action.recovered.description, () => holds(lab, action.recovered));
}
