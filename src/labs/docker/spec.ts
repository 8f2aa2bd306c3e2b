import type { NodeAddress } from '../nodes/address.js';

/**
 * What the docker lab consists of, as plain data: made from the cluster file by `specify`, turned into
 * `docker` commands by containers.ts and into a compose file by compose.ts. There is no other truth.
 */
export interface LabSpec {
  readonly image: string;
  readonly networks: readonly NetworkSpec[];
  /** In the order they are made: a node whose network another shares comes before it. */
  readonly nodes: readonly NodeSpec[];
  /** Named volumes. */
  readonly volumes: readonly string[];
  /** Content of every file in the lab's folder, by its path there. */
  readonly files: Readonly<Record<string, string>>;
}

export interface NetworkSpec {
  /** As the cluster file names it. */
  readonly network: string;
  /** Docker's name of it. */
  readonly name: string;
  /** Name of the bridge on this machine. */
  readonly bridge: string;
  readonly subnet: string;
  /** This machine's own address on the bridge. */
  readonly gateway: string;
}

export interface NodeSpec {
  /** As the cluster file names it. */
  readonly host: string;
  readonly container: string;
  /** Empty where the node shares the network of another. */
  readonly addresses: readonly NodeAddress[];
  /** The container whose network (and cable) it shares. */
  readonly sharesNetworkOf?: string;
  /** Every other capability is dropped. */
  readonly capabilities: readonly string[];
  readonly devices: readonly string[];
  /** What keeps it from mounting FUSE or locking memory is switched off: seccomp's and AppArmor's profiles. */
  readonly securityOptions: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly sharedMemory?: string;
  readonly mounts: readonly MountSpec[];
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** `from` is a named volume, or a path in the lab's folder when it begins with `./`. */
export interface MountSpec {
  readonly from: string;
  readonly to: string;
  readonly readOnly: boolean;
}
