import { ChaosError } from '../../core/errors.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Action } from '../../hosts/types.js';
import { MACHINE } from './host.js';
import type { NodeCable } from './spec.js';

/**
 * Pulls the cable of one link of a bond whose links are all up and watched.
 * @throws ChaosError UNKNOWN_MEMBER
 */
export function unplugMember(
  host: string,
  bond: string,
  cables: readonly NodeCable[],
  wanted: string | undefined,
): Action {
  const pairs = cables.map(({ inner, outer }) => `${inner}=${outer}`);
  requireMember(cables, wanted);
  const links = script(SHOW, host, bond);
  const all = `^${cables.length} of ${cables.length}, `;
  const which = wanted ?? 'the active link';
  return {
    preflight: [
      check(MACHINE, links, `all links of ${bond} on ${host} are up, and it watches them (miimon)`, all),
    ],
    inject: [
      step(
        MACHINE,
        script(UNPLUG, host, bond, wanted ?? '', ...pairs),
        `pull the cable of ${which} of ${bond} on ${host}`,
      ),
    ],
    undo: cables.map(({ outer }) =>
      step(MACHINE, ['ip', 'link', 'set', 'dev', outer, 'up'], `plug in the cables of ${bond} on ${host}`),
    ),
    effective: check(MACHINE, links, `${bond} on ${host} has lost a link`, `^${cables.length - 1} of `),
    recovered: check(MACHINE, links, `all links of ${bond} on ${host} are up`, all),
  };
}

function requireMember(cables: readonly NodeCable[], wanted: string | undefined): void {
  if (wanted !== undefined && !cables.some(({ inner }) => inner === wanted)) {
    throw new ChaosError('UNKNOWN_MEMBER', `${wanted} is no link of the bond`, {
      hint: `there are: ${cables.map(({ inner }) => inner).join(', ')}`,
    });
  }
}

/** What /proc/net/bonding says; links of a bond that does not watch them count as none. */
const SHOW = `ip netns exec "$1" awk '
  /^Currently Active Slave/ { active = $4 }
  /^MII Polling Interval/ { watched = $5 > 0 }
  /^Slave Interface/ { all++; inside = 1 }
  /^MII Status: up/ && inside { up++ }
  END { printf "%d of %d, %s\\n", watched ? up : 0, all, active }' /proc/net/bonding/"$2"`;

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
