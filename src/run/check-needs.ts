import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { holds, perform } from '../hosts/steps.js';
import type { Check, Host } from '../hosts/types.js';
import type { Plan } from '../plan/types.js';
import { senderOn } from './loads.js';

/**
 * Asks every host that a fault could hit, or that records are written on, for what is needed of it, before anything is
 * touched.
 * @throws ChaosError HOST_LACKS with everything that is missing (exit 3)
 */
export async function checkNeeds(plan: Plan, host: (name: string) => Promise<Host>): Promise<void> {
  const asSender = async (name: string) => senderOn(await host(name));
  const needs = plan.faults.flatMap((fault) =>
    Object.values(fault.actions).flatMap((action) =>
      (action.needs ?? []).map((check) => ({ who: fault.fault, check, on: host })),
    ),
  );
  const ofRecords = plan.integrity.flatMap(({ id, place }) =>
    place.kind === 'folder' ? [{ who: id, check: canHoldRecords(place), on: asSender }] : [],
  );
  const distinct = new Map(
    [...needs, ...ofRecords].map((need) => [JSON.stringify([need.check.host, need.check.argv]), need]),
  );
  const lacks = await Promise.all(
    [...distinct.values()].map(async ({ who, check, on }) => {
      const reason = await whyNot(check, on);
      return reason === undefined ? [] : [`${who}: not so: ${check.description}${reason}`];
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

/** The tools that records in a folder are written and read with, and that folder, by whoever writes there. */
function canHoldRecords({ host, folder }: { readonly host: string; readonly folder: string }): Check {
  return {
    host,
    argv: ['sh', '-c', FOLDER_NEEDS, 'records', folder],
    description: `${folder} can be written to on ${host}, with dd, df and sync of GNU coreutils`,
  };
}

const FOLDER_NEEDS = `
[ -d "$1" ] && [ -w "$1" ] && sync --version >/dev/null && dd --version >/dev/null &&
df --output=source -- "$1" >/dev/null`;

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
