/**
 * Linux capabilities of each kind of node, with the reason for each. Everything else is dropped, so that
 * no container is privileged.
 */
type Reasons = Readonly<Record<string, string>>;

const OWN_NETWORK: Reasons = {
  NET_ADMIN: "network faults switch off, shape and filter the links of the node's own network",
};

const DIRECTOR: Reasons = {
  NET_ADMIN: 'Keepalived and Pacemaker add and remove the virtual addresses; network faults',
  NET_RAW: 'VRRP advertisements and gratuitous ARP',
  NET_BROADCAST: 'VRRP is multicast',
  NET_BIND_SERVICE: 'HAProxy listens on ports below 1024',
  SETUID: 'HAProxy gives up root',
  SETGID: 'HAProxy gives up root',
  KILL: 'process faults signal processes of other users',
};

/** Beside those of a director. */
const PACEMAKER: Reasons = {
  SYS_ADMIN: 'resource agents run under cgroups of their own',
  SYS_NICE: 'Corosync runs at real-time priority where it can',
  IPC_LOCK: 'Corosync locks its memory',
  CHOWN: 'Pacemaker hands its files to the user hacluster',
  DAC_OVERRIDE: 'Pacemaker as root reads files of the user hacluster',
  FOWNER: 'Pacemaker as root changes modes of files of the user hacluster',
};

const WEB: Reasons = {
  SETUID: 'Apache gives up root',
  SETGID: 'Apache gives up root',
  KILL: 'process faults signal processes of other users',
};

/** Beside those of a web server. */
const GLUSTER_CLIENT: Reasons = {
  SYS_ADMIN: 'mounts the volume by FUSE',
  NET_BIND_SERVICE: 'bricks trust clients that come from ports below 1024',
  DAC_OVERRIDE: 'the FUSE client acts for every user',
};

const GLUSTER: Reasons = {
  ...OWN_NETWORK,
  SYS_ADMIN: 'bricks keep trusted.* attributes; the first node mounts the volume to fill it',
  NET_BIND_SERVICE: 'nodes trust each other by ports below 1024',
  CHOWN: 'bricks give files to their owners',
  DAC_OVERRIDE: 'bricks act for every user',
  DAC_READ_SEARCH: 'bricks open files by handle',
  FOWNER: 'bricks change modes and attributes of files of every user',
  FSETID: 'bricks keep set-id bits',
  MKNOD: 'bricks keep device files',
  SETUID: 'bricks act for every user',
  SETGID: 'bricks act for every user',
  KILL: 'process faults signal processes of other users',
};

export const CAPABILITIES = {
  director: Object.keys(DIRECTOR),
  pacemaker: [...Object.keys(DIRECTOR), ...Object.keys(PACEMAKER)],
  web: Object.keys(WEB),
  webOnGluster: [...Object.keys(WEB), ...Object.keys(GLUSTER_CLIENT)],
  gluster: Object.keys(GLUSTER),
  ownNetwork: Object.keys(OWN_NETWORK),
} as const;
