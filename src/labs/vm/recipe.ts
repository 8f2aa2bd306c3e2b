import { createHash } from 'node:crypto';

/**
 * What the machine's disk is made of: Debian and nothing of any one cluster. What a cluster adds comes with
 * the seed disk at every start (see seed.ts), so that the disk is built once for all of them.
 */
export interface Recipe {
  readonly suite: string;
  readonly packages: readonly string[];
  /** Content of files by their absolute path, there before the packages are configured. */
  readonly files: Readonly<Record<string, string>>;
  /** Units that packages would start at boot: services run in nodes, not on the machine. */
  readonly masked: readonly string[];
  /** Shell lines that run in the finished tree. */
  readonly finish: readonly string[];
  readonly sizeMiB: number;
}

/** Where the machine mounts the seed disk. */
export const SEED_FOLDER = '/lab';
/** The disks by the names that the kernel gives them, in the order that QEMU is told of them. */
export const DISKS = {
  root: '/dev/vda',
  seed: '/dev/vdb',
  state: '/dev/vdc',
  raid: ['/dev/vdd', '/dev/vde', '/dev/vdf'],
} as const;

/** What has no udev to load it. */
const MODULES = ['virtio_net', 'virtio_rng', 'fuse', 'overlay'];

const SEED_UNIT = `[Unit]
Description=What tells the machine which lab it is

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/mount -o ro ${DISKS.seed} ${SEED_FOLDER}
`;

const LAB_UNIT = `[Unit]
Description=The nodes of the lab
Requires=seed.service
After=seed.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh ${SEED_FOLDER}/boot

[Install]
WantedBy=multi-user.target
`;

/** A node is a process tree with namespaces of its own; see guest/node-scripts.ts. */
const NODE_UNIT = `[Unit]
Description=Node %i

[Service]
ExecStart=/bin/sh ${SEED_FOLDER}/node-run %i
ExecStopPost=/bin/sh ${SEED_FOLDER}/node-ended %i
Delegate=yes
TimeoutStopSec=5s
TasksMax=infinity
`;

const SSH_CONFIG = `HostKey ${SEED_FOLDER}/ssh/host_key
AuthorizedKeysFile ${SEED_FOLDER}/ssh/authorized_keys
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
MaxSessions 100
MaxStartups 100
`;

export const RECIPE: Recipe = {
  suite: 'bookworm',
  packages: [
    'apache2',
    'apache2-utils',
    'corosync',
    'curl',
    'dbus',
    'ethtool',
    'glusterfs-client',
    'glusterfs-server',
    'haproxy',
    'iproute2',
    'iputils-arping',
    'iputils-ping',
    'keepalived',
    'kmod',
    'libapache2-mod-php',
    'linux-image-cloud-amd64',
    'mdadm',
    'nfs-common',
    'nfs-kernel-server',
    'nftables',
    'openssh-server',
    'pacemaker',
    'pacemaker-cli-utils',
    'procps',
    'resource-agents',
    'socat',
    'stress-ng',
    'systemd',
    'systemd-sysv',
    'tini',
    'udev',
  ],
  files: {
    '/etc/fstab': '',
    '/etc/hostname': 'machine\n',
    // The disks of the machine and no others: the kernel has less to unpack.
    '/etc/initramfs-tools/conf.d/lab': 'MODULES=list\nCOMPRESS=gzip\n',
    '/etc/initramfs-tools/modules': 'virtio_pci\nvirtio_blk\ncrc32c_generic\next4\n',
    '/etc/modules-load.d/lab.conf': MODULES.map((name) => `${name}\n`).join(''),
    // Arrays are assembled by the node that owns them, under the name it gives them.
    '/etc/mdadm/mdadm.conf': 'AUTO -all\nMAILADDR root\n',
    '/etc/ssh/sshd_config.d/lab.conf': SSH_CONFIG,
    '/etc/systemd/system/lab.service': LAB_UNIT,
    '/etc/systemd/system/seed.service': SEED_UNIT,
    '/etc/systemd/system/ssh.service.d/keys.conf': '[Unit]\nRequires=seed.service\nAfter=seed.service\n',
    '/etc/systemd/system/node@.service': NODE_UNIT,
  },
  masked: [
    'apache-htcacheclean.service',
    'apache2.service',
    'apt-daily-upgrade.timer',
    'apt-daily.timer',
    'corosync.service',
    'dpkg-db-backup.timer',
    'e2scrub_all.timer',
    'e2scrub_reap.service',
    'fstrim.timer',
    'getty@tty1.service',
    'glusterd.service',
    'glustereventsd.service',
    'glusterfssharedstorage.service',
    'haproxy.service',
    'keepalived.service',
    'logd.service',
    'logrotate.timer',
    'mdadm-shutdown.service',
    'mdcheck_continue.timer',
    'mdcheck_start.timer',
    'mdmonitor-oneshot.timer',
    'mdmonitor.service',
    'nfs-blkmap.service',
    'nfs-client.target',
    'nfs-server.service',
    'nfsdcld.service',
    'nftables.service',
    'pacemaker.service',
    'phpsessionclean.timer',
    'rpcbind.service',
    'rpcbind.socket',
    'serial-getty@ttyS0.service',
    'stress-ng.service',
    'systemd-binfmt.service',
    'systemd-logind.service',
    'systemd-timesyncd.service',
    // The devices are known: nobody has to be told of each end of each cable.
    'systemd-udev-trigger.service',
    'systemd-udevd-control.socket',
    'systemd-udevd-kernel.socket',
    'systemd-udevd.service',
  ],
  finish: [
    `mkdir ${SEED_FOLDER}`,
    'systemctl enable lab.service',
    // Starts quicker than bash, at every command over ssh.
    'usermod --shell /bin/sh root',
    // Every lab brings a key of its own.
    'rm -f /etc/ssh/ssh_host_*',
    // Geo-replication, which nobody uses here, starts Python three times with every glusterd.
    'rm -f /usr/lib/*/glusterfs/gsyncd',
  ],
  sizeMiB: 3072,
};

/** Names the disk of a recipe: the same recipe is built once. */
export function hashOf(recipe: Recipe): string {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
}
