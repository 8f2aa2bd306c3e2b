import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { holds, perform } from '../hosts/steps.js';
import type { Check, Host } from '../hosts/types.js';
import type { Plan } from '../plan/types.js';

/**
 * Asks every host that a fault could hit for what the fault needs of it, before anything is touched.
 * @throws ChaosError HOST_LACKS with everything that is missing (exit 3)
 */
export async function checkNeeds(plan: Plan, host: (name: string) => Promise<Host>): Promise<void> {
  const needs = plan.faults.flatMap((fault) =>
    Object.values(fault.actions).flatMap((action) =>
      (action.needs ?? []).map((check) => ({ fault: fault.fault, check })),
    ),
  );
  const distinct = new Map(needs.map((need) => [JSON.stringify([need.check.host, need.check.argv]), need]));
  const lacks = await Promise.all(
    [...distinct.values()].map(async ({ fault, check }) => {
      const reason = await whyNot(check, host);
      return reason === undefined ? [] : [`${fault}: not so: ${check.description}${reason}`];
    }),
  );
  const [first, ...others] = lacks.flat();
  if (first !== undefined) {
    throw new ChaosError('HOST_LACKS', [first, ...others].join('\n'), {
      hint: 'nothing was touched; choose other targets or another fault, or provide what is missing',
      exitCode: ExitCode.refused,
    });
  }
}

/** @returns what the host said, in brackets; undefined when the check holds */
async function whyNot(check: Check, host: (name: string) => Promise<Host>): Promise<string | undefined> {
  try {
    const result = await perform(await host(check.host), check);
    const said = result.stderr.trim().split('\n')[0] ?? '';
    return holds(check, result) ? undefined : said === '' ? '' : ` (${said})`;
  } catch (error) {
    return ` (${messageOf(error)})`;
  }
}
