import { SEED_FOLDER } from '../recipe.js';
import type { NodeLink, VmNode, VmSpec } from '../spec.js';
import { UPLINK } from '../uplink.js';

/** Where nodes keep what outlives a restart: a disk of its own, made new for every lab. */
export const STATE_FOLDER = '/var/lib/nodes';
const STATE_DISK = '/dev/disk/by-id/virtio-state';

/** A bond sees that a link is lost within this time. */
const MIIMON_MS = 100;

const HEAD = `#!/bin/sh
# Makes networks, cables and nodes, at every boot of the machine.
set -eu

bridge() { # NAME
  ip link add name "$1" type bridge forward_delay 0 mcast_snooping 0
  ip link set dev "$1" up
}
namespace() { # NODE
  ip netns add "$1"
  ip -n "$1" link set dev lo up
}
cable() { # NODE INNER OUTER BRIDGE
  ip link add name "$3" type veth peer name "$2" netns "$1"
  ip link set dev "$3" master "$4" up
}
bond() { # NODE NAME MEMBER…
  node=$1 bond=$2
  shift 2
  ip -n "$node" link add name "$bond" type bond mode active-backup miimon ${MIIMON_MS}
  for member in "$@"; do
    ip -n "$node" link set dev "$member" master "$bond"
  done
}
address() { # NODE NIC ADDRESS
  ip -n "$1" address add "$3/24" dev "$2"
  ip -n "$1" link set dev "$2" up
}

install -m 755 ${SEED_FOLDER}/node /usr/local/bin/node
ip address add ${UPLINK.guestAddress}/24 dev ${UPLINK.guestNic}
ip link set dev ${UPLINK.guestNic} up
udevadm wait --timeout=30 ${STATE_DISK}
mkdir -p ${STATE_FOLDER}
mount ${STATE_DISK} ${STATE_FOLDER}
`;

/** The script that lab.service runs. */
export function bootScript(spec: VmSpec): string {
  const { networks, entry, nodes } = spec;
  const units = nodes.map(({ host }) => `node@${host}.service`).join(' ');
  return [
    HEAD,
    ...networks.map((network) => `bridge ${network}`),
    `ip link set dev ${UPLINK.entryNic} master ${entry.network} up`,
    ...nodes.flatMap(nodeLines),
    `systemctl start --no-block ${units}`,
    '',
  ].join('\n');
}

function nodeLines({ host, networkOf, links }: VmNode): string[] {
  return networkOf === host ? [`namespace ${host}`, ...links.flatMap((link) => linkLines(host, link))] : [];
}

function linkLines(host: string, { network, interface: nic, address, isBond, cables }: NodeLink): string[] {
  const inner = cables.map((cable) => cable.inner).join(' ');
  return [
    ...cables.map((cable) => `cable ${host} ${cable.inner} ${cable.outer} ${network}`),
    ...(isBond ? [`bond ${host} ${nic} ${inner}`] : []),
    `address ${host} ${nic} ${address}`,
  ];
}
