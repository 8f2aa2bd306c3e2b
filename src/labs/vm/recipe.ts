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
  readonly sizeMiB: number;
}

/** The seed disk carries this label, and is mounted here. */
export const SEED_LABEL = 'chaos-seed';
export const SEED_FOLDER = '/lab';

const LAB_UNIT = `[Unit]
Description=The nodes of the lab
RequiresMountsFor=${SEED_FOLDER}
After=systemd-udevd.service

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
Delegate=yes
KillMode=control-group
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
    '/etc/fstab': `LABEL=${SEED_LABEL} ${SEED_FOLDER} ext4 ro 0 0\n`,
    '/etc/hostname': 'machine\n',
    // Arrays are assembled by the node that owns them, under the name it gives them.
    '/etc/mdadm/mdadm.conf': 'AUTO -all\nMAILADDR root\n',
    '/etc/ssh/sshd_config.d/lab.conf': SSH_CONFIG,
    '/etc/systemd/system/lab.service': LAB_UNIT,
    '/etc/systemd/system/ssh.service.d/keys.conf': `[Unit]\nRequiresMountsFor=${SEED_FOLDER}\n`,
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
    'glusterd.service',
    'glustereventsd.service',
    'glusterfssharedstorage.service',
    'haproxy.service',
    'keepalived.service',
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
    'stress-ng.service',
    'systemd-timesyncd.service',
  ],
  sizeMiB: 3072,
};

/** Names the disk of a recipe: the same recipe is built once. */
export function hashOf(recipe: Recipe): string {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
}
