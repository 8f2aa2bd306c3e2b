import type { NodeLink, VmNode } from '../spec.js';

/** A bond sees that a link is lost within this time. */
const MIIMON_MS = 100;

/**
 * Makes the network of a node, before its first process, and takes it away after its last: what a node had in the
 * kernel is gone with it, as with a real machine.
 */
export function networkScript({ host, links }: VmNode): string {
  const outer = links.flatMap(({ cables }) => cables.map((cable) => cable.outer));
  return `#!/bin/sh
# The network of ${host}: up|down
set -eu

cable() { # INNER OUTER BRIDGE
  ip link add name "$2" type veth peer name "$1" netns ${host}
  ip link set dev "$2" master "$3" up
}
bond() { # NAME MEMBER…
  bond=$1
  shift
  ip -n ${host} link add name "$bond" type bond mode active-backup miimon ${MIIMON_MS}
  for member in "$@"; do
    ip -n ${host} link set dev "$member" master "$bond"
  done
}
address() { # NIC ADDRESS
  ip -n ${host} address add "$2/24" dev "$1"
  ip -n ${host} link set dev "$1" up
}

for outer in ${outer.join(' ')}; do
  ip link delete dev "$outer" 2>/dev/null || true
done
ip netns delete ${host} 2>/dev/null || true
[ "$1" = up ] || exit 0
ip netns add ${host}
ip -n ${host} link set dev lo up
${links.flatMap(linkLines).join('\n')}
`;
}

function linkLines({ network, interface: nic, address, isBond, cables }: NodeLink): string[] {
  return [
    ...cables.map((cable) => `cable ${cable.inner} ${cable.outer} ${network}`),
    ...(isBond ? [`bond ${nic} ${cables.map((cable) => cable.inner).join(' ')}`] : []),
    `address ${nic} ${address}`,
  ];
}
