import { z } from 'zod';
import { check, script, step } from '../hosts/controls/steps.js';
import type { Action } from '../hosts/types.js';
import { network } from './options.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition, FaultTarget } from './types.js';

const options = z.strictObject({ network: network() });

export const nicDown: FaultDefinition<z.infer<typeof options>> = {
  name: 'nic.down',
  summary: 'switches a NIC off on its host (`ip link set down`); recovery brings back its routes too',
  targets: 'hosts with a NIC in the cluster file, reached as root',
  needs: 'system',
  options,
  compose: (target, wanted) => {
    control(target, 'system');
    return nicOff(target, networkOf(target, wanted.network));
  },
};

/** Where the host keeps what has to be restored; gone after a reboot, as the fault is. */
const NOTES = '/run/chaos';

/**
 * The kernel keeps a NIC's IPv4 addresses when it goes down, but forgets its routes and its fixed IPv6 addresses. What
 * does not come back by itself is written down on the host first, as arguments of `ip`; `mv` makes the note whole or
 * absent. $1: the NIC; $2: the folder of notes; $3: virtual addresses, which are their manager's to restore.
 */
const NOTE_AND_SWITCH_OFF = `
set -e
mkdir -p "$2"
{ ip -4 route show table all dev "$1" | grep -Ev '^(local|broadcast) |proto kernel' | sed 's/^/-4 route replace /'
  ip -6 route show table all dev "$1" | grep -Ev '^(local|multicast|anycast) |proto (kernel|ra)' | sed 's/^/-6 route replace /'
  ip -6 -o address show dev "$1" scope global permanent | grep -Ev " inet6 ($3)/" |
    sed -E 's/.* inet6 ([^ ]+) .*/-6 address replace \\1/'
} | sed -E 's/ (linkdown|dead)//g' > "$2/$1.draft"
mv "$2/$1.draft" "$2/$1"
ip link set dev "$1" down`;

const SWITCH_ON_AND_RESTORE = `
set -e
ip link set dev "$1" up
[ -e "$2/$1" ] || exit 0
while read -r change; do ip $change dev "$1"; done < "$2/$1"
rm -f "$2/$1"
rmdir "$2" 2>/dev/null || true`;

function nicOff({ host, cluster }: FaultTarget, networkName: string): Action {
  const nic = cluster.hosts[host]?.nics[networkName] ?? networkName;
  const name = `${host}'s ${networkName} NIC (${nic})`;
  const virtual = Object.values(cluster.vips).map(({ address }) => address);
  // Its flags, not its carrier: a cable that is out is another fault.
  const flags = script('ip -o link show dev "$1"', nic);
  const isOn = '<([^>]*,)?UP[,>]';
  return {
    mayCutOff: [host],
    preflight: [check(host, flags, `${name} is switched on`, isOn)],
    inject: [
      step(
        host,
        script(NOTE_AND_SWITCH_OFF, nic, NOTES, virtual.join('|') || 'none'),
        `switch off ${name}, its routes noted`,
      ),
    ],
    undo: [step(host, script(SWITCH_ON_AND_RESTORE, nic, NOTES), `switch on ${name}, with its routes`)],
    effective: {
      ...check(host, flags, `${name} is switched off`, '<(?!([^>]*,)?UP[,>])'),
      holdsWhenCutOff: true,
    },
    recovered: check(host, flags, `${name} is switched on`, isOn),
  };
}
