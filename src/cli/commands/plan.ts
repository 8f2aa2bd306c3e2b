import { ExitCode } from '../../core/exit-codes.js';
import { describePlan } from '../../plan/describe-plan.js';
import type { Plan } from '../../plan/types.js';
import type { CliEnvironment } from '../environment.js';
import { prepare, type ScenarioOptions } from '../prepare.js';

/** `chaos plan`: what would happen, with nothing touched. */
export async function plan(
  scenarioFile: string,
  options: ScenarioOptions & { readonly json?: boolean },
  environment: CliEnvironment,
): Promise<ExitCode> {
  const prepared = await prepare(scenarioFile, options, environment);
  const made = prepared.plan(prepared.lab.describe(prepared.cluster));
  printPlan(prepared.redact(made), options.json ?? false, environment);
  return ExitCode.ok;
}

export function printPlan(made: Plan, json: boolean, { stdout }: CliEnvironment): void {
  stdout.write(json ? `${JSON.stringify(made, null, 2)}\n` : `${describePlan(made).join('\n')}\n`);
}
