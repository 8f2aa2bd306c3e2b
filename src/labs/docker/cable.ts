/** A network interface as `ip -j link` prints it, as far as it matters here. */
export interface Link {
  readonly ifindex: number;
  readonly ifname: string;
  readonly flags: readonly string[];
  /** The bridge it is part of. */
  readonly master?: string;
  /** For a veth: the index of its other end, in the network namespace of that end. */
  readonly link_index?: number;
}

/**
 * The end on this machine of a container's cable. It is taken only if it is a veth in the bridge of the
 * lab, so that no other interface of this machine can ever be hit.
 * @param inside the links of the container
 * @param outside the links of this machine
 * @throws Error naming what was found instead
 */
export function outerEnd(inside: readonly Link[], outside: readonly Link[], bridge: string): Link {
  const peers = new Set(inside.flatMap(({ link_index }) => (link_index === undefined ? [] : [link_index])));
  const innerIndices = new Set(inside.map(({ ifindex }) => ifindex));
  const found = outside.filter(
    (link) =>
      link.ifname.startsWith('veth') &&
      link.master === bridge &&
      peers.has(link.ifindex) &&
      link.link_index !== undefined &&
      innerIndices.has(link.link_index),
  );
  const [end] = found;
  if (end === undefined || found.length > 1) {
    throw new Error(
      `found ${found.length} ends of the cable that are a veth in the bridge ${bridge}, not one`,
    );
  }
  return end;
}

export function isPluggedIn(link: Link): boolean {
  return link.flags.includes('UP');
}
