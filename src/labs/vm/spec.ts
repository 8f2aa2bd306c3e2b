/**
 * What the vm lab consists of, as plain data: made from the cluster file by `specify`, written to the seed
 * disk that the machine reads at boot.
 */
export interface VmSpec {
  /** Networks of the nodes, each a bridge of the machine. */
  readonly networks: readonly string[];
  /** The network that clients outside come in by, and the address they seem to come from. */
  readonly entry: { readonly network: string; readonly subnet: string; readonly clientAddress: string };
  /** In the order they are made: a node whose network another shares comes after it. */
  readonly nodes: readonly VmNode[];
  /** Content of every file of the seed disk, by its path there. */
  readonly files: Readonly<Record<string, string>>;
  /** What is seen of the cluster from outside: the port on the entry's address, by its name. */
  readonly forwards: readonly Forward[];
}

/** A network namespace of the machine with processes of its own. */
export interface VmNode {
  /** As the cluster file names it. */
  readonly host: string;
  readonly links: readonly NodeLink[];
  /** The node whose network (and cable) it is on; its own name unless it shares that of another. */
  readonly networkOf: string;
  readonly mounts: readonly NodeMount[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** A NIC of a node: one cable, or the cables of a bond. */
export interface NodeLink {
  readonly network: string;
  readonly interface: string;
  readonly address: string;
  readonly isBond: boolean;
  readonly cables: readonly NodeCable[];
}

/** A veth pair: pulling the cable takes the machine's end of it down. */
export interface NodeCable {
  /** Name of the end that is on the machine, in the network's bridge. */
  readonly outer: string;
  /** Name of the end that is in the node. */
  readonly inner: string;
}

export interface NodeMount {
  /** A path of the machine. */
  readonly from: string;
  readonly to: string;
  readonly readOnly: boolean;
}

/** A TCP port of the cluster that a port of 127.0.0.1 leads to. */
export interface Forward {
  readonly address: string;
  readonly port: number;
}
