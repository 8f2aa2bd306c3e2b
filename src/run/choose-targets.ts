import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { Random } from '../core/random.js';
import type { PlannedSelection } from '../plan/types.js';

/**
 * The hosts that one selection means at this moment.
 * @param activeOwner the one host that owns the virtual IP now, if that is known
 * @throws ChaosError NO_ACTIVE_HOST when the active one is meant and nobody can tell which it is
 */
export function chooseTargets(
  selection: PlannedSelection,
  random: Random,
  activeOwner: string | undefined,
): readonly string[] {
  switch (selection.choice) {
    case 'all':
      return selection.hosts;
    case 'any': {
      const host = selection.hosts[random.below(selection.hosts.length)];
      return host === undefined ? [] : [host];
    }
    case 'active':
      if (activeOwner === undefined || !selection.hosts.includes(activeOwner)) {
        throw new ChaosError(
          'NO_ACTIVE_HOST',
          `nobody can tell which of ${selection.hosts.join(', ')} is active at this moment`,
          {
            hint: 'the virtual IP must have one owner when the fault is due; inject later, or name the host',
            exitCode: ExitCode.brokeOff,
          },
        );
      }
      return [activeOwner];
  }
}
