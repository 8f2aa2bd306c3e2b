import { DISKS, SEED_FOLDER } from '../recipe.js';
import type { VmSpec } from '../spec.js';
import { UPLINK } from '../uplink.js';

/** Where nodes keep what outlives a restart: a disk of its own, made new for every lab. */
export const STATE_FOLDER = '/var/lib/nodes';

/** The script that lab.service runs at every boot of the machine: bridges, and then the nodes. */
export function bootScript({ networks, entry, nodes }: VmSpec): string {
  return `#!/bin/sh
# Makes the networks and starts the nodes, at every boot of the machine.
set -eu

bridge() { # NAME
  ip link add name "$1" type bridge forward_delay 0 mcast_snooping 0
  ip link set dev "$1" up
}

ip address add ${UPLINK.guestAddress}/24 dev ${UPLINK.guestNic}
ip link set dev ${UPLINK.guestNic} up
${networks.map((network) => `bridge ${network}`).join('\n')}
ip link set dev ${UPLINK.entryNic} master ${entry.network} up

install -m 755 ${SEED_FOLDER}/node /usr/local/bin/node
mkdir -p ${STATE_FOLDER}
mount ${DISKS.state} ${STATE_FOLDER}
systemctl start --no-block ${nodes.map(({ host }) => `node@${host}.service`).join(' ')}
`;
}
