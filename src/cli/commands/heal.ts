import { resolve } from 'node:path';
import { ExitCode } from '../../core/exit-codes.js';
import { openHosts } from '../../hosts/open-hosts.js';
import { heal } from '../../run/heal.js';
import { hostKinds } from '../catalog.js';
import { type CliEnvironment, stateDirOf } from '../environment.js';
import { printUnhealed } from '../print-run-end.js';

/** `chaos heal`: undoes what interrupted runs left behind, from their journals alone. */
export async function healCommand(
  folder: string | undefined,
  environment: CliEnvironment,
): Promise<ExitCode> {
  const { stdout, cwd } = environment;
  const hosts = openHosts(hostKinds(environment.env));
  const runDir = folder === undefined ? undefined : resolve(cwd, folder);
  const outcome = await heal(stateDirOf(environment), hosts.open, runDir).finally(hosts.closeAll);
  for (const { journal, faults } of outcome.healed) {
    const what = faults.length === 0 ? 'nothing was injected any more' : faults.join(', ');
    stdout.write(`healed ${journal.owner.scenario} on ${journal.owner.cluster}: ${what}\n`);
  }
  for (const journal of outcome.inUse) {
    stdout.write(`left alone: ${journal.owner.scenario} on ${journal.owner.cluster} is still running\n`);
  }
  if (outcome.unhealed.length > 0) {
    printUnhealed(outcome.unhealed, environment);
    return ExitCode.unhealed;
  }
  if (outcome.healed.length + outcome.inUse.length === 0) {
    stdout.write('nothing to heal\n');
  }
  return ExitCode.ok;
}
