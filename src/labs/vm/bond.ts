import { ChaosError } from '../../core/errors.js';
import { bondCanLoseALink, bondLinks } from '../../hosts/controls/linux-bond.js';
import { script, step } from '../../hosts/controls/steps.js';
import type { Action } from '../../hosts/types.js';
import { MACHINE } from './host.js';
import type { NodeCable } from './spec.js';

/**
 * Pulls the cable of one link of a bond, at the end that the machine has.
 * @throws ChaosError UNKNOWN_MEMBER
 */
export function unplugMember(
  host: string,
  bond: string,
  cables: readonly NodeCable[],
  member: string | undefined,
): Action {
  const pairs = cables.map(({ inner, outer }) => `${inner}=${outer}`);
  requireMember(cables, member);
  const target = { host, bond, member };
  const which = member ?? 'the active link';
  return {
    preflight: [bondCanLoseALink(target)],
    inject: [
      step(
        MACHINE,
        script(UNPLUG, host, bond, member ?? '', ...pairs),
        `pull the cable of ${which} of ${bond} on ${host}`,
      ),
    ],
    undo: cables.map(({ outer }) =>
      step(MACHINE, ['ip', 'link', 'set', 'dev', outer, 'up'], `plug in the cables of ${bond} on ${host}`),
    ),
    effective: bondLinks(target, String(cables.length - 1), `${bond} on ${host} has lost a link`),
    recovered: bondLinks(target, String(cables.length), `all links of ${bond} on ${host} are up`),
  };
}

function requireMember(cables: readonly NodeCable[], wanted: string | undefined): void {
  if (wanted !== undefined && !cables.some(({ inner }) => inner === wanted)) {
    throw new ChaosError('UNKNOWN_MEMBER', `${wanted} is no link of the bond`, {
      hint: `there are: ${cables.map(({ inner }) => inner).join(', ')}`,
    });
  }
}

const UNPLUG = `
host=$1 bond=$2 member=$3
shift 3
if [ -z "$member" ]; then
  member=$(ip netns exec "$host" sed -n 's/^Currently Active Slave: //p' /proc/net/bonding/"$bond")
fi
for pair in "$@"; do
  if [ "\${pair%=*}" = "$member" ]; then exec ip link set dev "\${pair#*=}" down; fi
done
echo "$bond has no active link" >&2
exit 1`;
