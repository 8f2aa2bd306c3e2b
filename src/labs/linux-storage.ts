import type { Cluster } from '../cluster/types.js';
import { NFS_MOUNT_STATE, nfsMountAnswers } from '../hosts/controls/nfs-mount.js';
import { script, step } from '../hosts/controls/steps.js';
import { BLOCK_END, type Controls, type Watch, type Watches } from '../hosts/controls/types.js';

/** The role of hosts that mount the export. */
const NFS_CLIENT_ROLE = 'web-nfs';

/** What the clients of an export that is really NFS are asked; nothing where there is none. */
export function nfsControls(cluster: Cluster): Pick<Controls, 'nfs'> {
  const { nfs } = cluster.storage;
  return nfs === undefined
    ? {}
    : { nfs: { clientsAnswer: () => clientsOf(cluster).map((name) => nfsMountAnswers(name, nfs.export)) } };
}

/** How often each is looked at. */
interface Pace {
  /** Arrays and bonds: the shell alone reads them. */
  readonly filesMs: number;
  /** Two processes on each client. */
  readonly mountsMs: number;
  readonly spaceMs: number;
}

const PACE: Pace = { filesMs: 500, mountsMs: 2_000, spaceMs: 10_000 };

/** For emulated machines that many hosts share, where every process is felt. */
export const SLOW_PACE: Pace = { filesMs: 1_000, mountsMs: 5_000, spaceMs: 30_000 };

/** What a host that runs Linux says of its storage, watched by a loop of its own: a lab's or a user's alike. */
export function storageWatches(cluster: Cluster, pace: Pace = PACE): Watches {
  const { nfs, gluster } = cluster.storage;
  const clients = clientsOf(cluster);
  const space = [
    ...(nfs === undefined ? [] : [watch(nfs.host, pace.spaceMs, SPACE_OF_FOLDER, 'free space', nfs.export)]),
    ...(gluster?.hosts ?? []).map((host) => watch(host, pace.spaceMs, SPACE_OF_BRICKS, 'free space')),
  ];
  return {
    ...(nfs?.raid === undefined
      ? {}
      : { arrays: watch(nfs.host, pace.filesMs, printFile('/proc/mdstat'), 'the members of its arrays') }),
    ...(nfs?.bond === undefined
      ? {}
      : {
          bonds: watch(
            nfs.host,
            pace.filesMs,
            printFile('/proc/net/bonding/"$1"'),
            'the links of its bond',
            nfs.bond,
          ),
        }),
    ...(nfs === undefined || clients.length === 0
      ? {}
      : {
          mounts: clients.map((name) =>
            watch(name, pace.mountsMs, NFS_MOUNT_STATE, 'whether NFS answers', nfs.export),
          ),
        }),
    ...(space.length === 0 ? {} : { space }),
  };
}

function clientsOf({ hosts }: Cluster): readonly string[] {
  return Object.values(hosts).flatMap(({ name, roles }) => (roles.includes(NFS_CLIENT_ROLE) ? [name] : []));
}

/** @param text prints one block; the words behind it are its $1, $2 … */
function watch(
  host: string,
  periodMs: number,
  text: string,
  what: string,
  ...words: readonly string[]
): Watch {
  const loop = `while :; do ${text}\necho ${BLOCK_END} || exit\nsleep ${periodMs / 1000}; done`;
  return {
    ...step(host, script(loop, ...words), `print ${what}, again and again`),
    format: 'blocks',
    how: `every ${periodMs} ms`,
  };
}

/** By the shell itself: so often, a process each time would be felt by a small host. */
function printFile(path: string): string {
  return `while IFS= read -r line; do echo "$line"; done <${path}`;
}

const SPACE_OF_FOLDER = 'df -Pk -- "$1" 2>/dev/null';

/** Bricks are where their processes say; those that are down are asked for where they were last. */
const SPACE_OF_BRICKS = `now=$(pgrep -a glusterfsd | sed -n 's/.* --brick-name \\([^ ]*\\).*/\\1/p')
bricks=\${now:-$bricks}
[ -z "$bricks" ] || df -Pk -- $bricks 2>/dev/null`;
