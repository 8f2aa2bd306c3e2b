import type { Cluster } from '../../../cluster/types.js';
import { DISKS } from '../recipe.js';

const RAID_CHUNK_KIB = 512;
/** A server that was restarted lets clients reclaim what they had open for so long; the default is 90 s. */
const GRACE_S = 10;
const THREADS = 8;

const EXPORTS = '/run/exports';

const SCRATCH = {
  array: '/dev/md9',
  device: '/dev/loop',
  files: '/var/lib/scratch',
  folder: '/scratch',
  memberMiB: 32,
  stripesInMemory: 17,
} as const;

interface NasPlan {
  readonly array: string;
  readonly folder: string;
  /** Who may mount, for example `198.18.100.0/24`. */
  readonly clients: string;
  /** Folder with the site that fills the export when it is new. */
  readonly site: string;
}

/** What the storage of the cluster file says of the array and the export. */
export function nasPlan({ storage }: Cluster, clients: string, site: string): NasPlan | undefined {
  return storage.nfs === undefined
    ? undefined
    : { array: storage.nfs.raid ?? '/dev/md0', folder: storage.nfs.export, clients, site };
}

/** Assembles the array, or makes it where its disks are new, mounts and fills it. */
export function raidScript({ array, folder, site }: NasPlan): string {
  return `#!/bin/sh
set -eu
mountpoint -q ${folder} && exit
set -- ${DISKS.raid.join(' ')}
if mdadm --examine --brief "$@" 2>/dev/null | grep -q ARRAY; then
  [ -e ${array} ] || mdadm --assemble --run ${array} "$@"
else
  # All blocks of new disks are zero, and so is their parity: there is nothing to resynchronise.
  mdadm --create ${array} --run --assume-clean --metadata=1.2 --homehost=any \\
    --level=5 --layout=left-symmetric --chunk=${RAID_CHUNK_KIB} --raid-devices=$# "$@"
fi
blkid -p ${array} >/dev/null || mkfs.ext4 -q -L raid ${array}
mkdir -p ${folder}
mount ${array} ${folder}
[ -e ${folder}/index.php ] || {
  cp -r ${site}/. ${folder}/
  sync
}
`;
}

/** Exports the folder over NFS 4.2 alone: no port mapper, no lock daemon. */
export function nfsScript({ folder, clients }: NasPlan): string {
  return `#!/bin/sh
# nfs [start|stop]
set -eu
if [ "\${1:-start}" = stop ]; then
  rpc.nfsd 0
  exportfs -au
  exit
fi
mountpoint -q /proc/fs/nfsd || mount -t nfsd nfsd /proc/fs/nfsd
# The root of what is exported must be a file system that can be: an overlay cannot.
mountpoint -q ${EXPORTS} || {
  mkdir -p ${EXPORTS}
  mount -t tmpfs -o mode=755 tmpfs ${EXPORTS}
  mkdir -p ${EXPORTS}${folder}
  mount --bind ${folder} ${EXPORTS}${folder}
}
exportfs -i -o ro,no_subtree_check,crossmnt,fsid=0 ${clients}:${EXPORTS}
exportfs -i -o rw,sync,no_subtree_check,no_root_squash,fsid=1 ${clients}:${EXPORTS}${folder}
pidof rpc.mountd >/dev/null ||
  setsid rpc.mountd -F --no-nfs-version 3 </dev/null >>/var/log/mountd.log 2>&1 &
[ "$(cat /proc/fs/nfsd/threads)" != 0 ] ||
  rpc.nfsd --no-nfs-version 3 --nfs-version 4.2 --no-udp --grace-time ${GRACE_S} --lease-time ${GRACE_S} ${THREADS}
`;
}

/**
 * An array of three small files, for what would cost the data of the real one; made and thrown away on demand. With
 * blocks of the file system as its chunks, whatever is written lies on all members in turn; and with the least of stripes
 * kept in memory, what lay on lost members cannot be read from there for long.
 */
export function scratchScript(): string {
  return `#!/bin/sh
# scratch up|down
set -eu
members='0 1 2'
down() {
  if mountpoint -q ${SCRATCH.folder}; then umount -l ${SCRATCH.folder}; fi
  if [ -e ${SCRATCH.array} ]; then mdadm --quiet --stop ${SCRATCH.array}; fi
  for member in $members; do losetup --detach ${SCRATCH.device}$member 2>/dev/null || true; done
  rm -rf ${SCRATCH.files}
}
down
[ "$1" = up ] || exit 0
mkdir -p ${SCRATCH.files} ${SCRATCH.folder}
for member in $members; do
  truncate -s ${SCRATCH.memberMiB}M ${SCRATCH.files}/$member
  losetup ${SCRATCH.device}$member ${SCRATCH.files}/$member
done
mdadm --quiet --create ${SCRATCH.array} --run --assume-clean --metadata=1.2 --homehost=any \\
  --level=5 --chunk=4 --raid-devices=3 ${SCRATCH.device}0 ${SCRATCH.device}1 ${SCRATCH.device}2
echo ${SCRATCH.stripesInMemory} >/sys/block/${SCRATCH.array.replace('/dev/', '')}/md/stripe_cache_size
mkfs.ext4 -q -L scratch ${SCRATCH.array}
mount ${SCRATCH.array} ${SCRATCH.folder}
`;
}

/** A web server whose site is on the export. */
export function webOnNfsScript(server: string, folder: string, site: string, apache: string): string {
  return `#!/bin/sh
set -eu
mkdir -p ${site}
until [ -e ${site}/index.php ]; do
  mountpoint -q ${site} || mount -t nfs4 -o vers=4.2,hard ${server}:${folder} ${site} || sleep 1
done
exec ${apache}
`;
}
