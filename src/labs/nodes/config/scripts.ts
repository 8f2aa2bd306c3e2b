import type { NodeAddress } from '../address.js';

/**
 * Shell scripts of the nodes. A node's folder is mounted at /lab; /lab/start is its first process, and each
 * service has a script that starts it unless it runs. What dies stays dead until its script is called again.
 */
export const NODE_FOLDER = '/lab';
export const SITE_FOLDER = '/srv/site';
export const REPLICATED_VOLUME = 'gv0';
const DISTRIBUTED_VOLUME = 'gv1';
/** The folder of what was uploaded, on every volume. */
export const UPLOADS = 'files';

/** A volume, where its bricks lie on the storage hosts, and where clients mount it. */
export interface MountedVolume {
  readonly name: string;
  readonly brick: string;
  readonly mount: string;
}

export const VOLUMES: readonly MountedVolume[] = [
  { name: REPLICATED_VOLUME, brick: '/export/brick1/data', mount: SITE_FOLDER },
  { name: DISTRIBUTED_VOLUME, brick: '/export/brick2/data', mount: '/srv/distributed' },
];

const HEAD = '#!/bin/sh\nset -eu\n';
const HAPROXY_PID = '/run/lab-haproxy.pid';

/** The script that starts a service again. */
export function startService(service: string): readonly string[] {
  return ['sh', `${NODE_FOLDER}/${service}`];
}

export function startScript(services: readonly string[]): string {
  const starts = services.map((service) => `sh ${NODE_FOLDER}/${service}\n`);
  return `${HEAD}${starts.join('')}exec sleep infinity\n`;
}

export function haproxyScript(): string {
  const start = background('haproxy', `haproxy -db -f ${NODE_FOLDER}/haproxy.cfg`);
  return `${HEAD}pidof haproxy >/dev/null || { ${start} echo $! >${HAPROXY_PID}; }\n`;
}

/**
 * Succeeds while HAProxy runs. Keepalived calls it each second: a look through all processes costs more than the
 * interval on an emulated machine that is busy, and a check that is late counts as failed.
 */
export function haproxyLivesScript(): string {
  return `${HEAD}read -r pid <${HAPROXY_PID}\nkill -0 "$pid"\n`;
}

/** Puts the names of the node's NICs, found by its addresses, into Keepalived's configuration. */
export function keepalivedScript(addresses: readonly NodeAddress[]): string {
  const substitutions = addresses.map(({ network, address }) => `-e "s/@${network}@/$(nic ${address})/"`);
  return [
    HEAD.trimEnd(),
    `nic() { ip -o -4 addr show to "$1/32" | sed -E 's/^[0-9]+: ([^ ]+) .*/\\1/'; }`,
    `sed ${substitutions.join(' ')} ${NODE_FOLDER}/keepalived.conf > /run/keepalived.conf`,
    unlessRunning('keepalived', 'keepalived -n -l -D -f /run/keepalived.conf'),
    '',
  ].join('\n');
}

export function webScript(): string {
  return `${HEAD}exec apache2 -f ${NODE_FOLDER}/apache.conf -DFOREGROUND\n`;
}

/**
 * @param nodes the hosts of the volume, the preferred one first
 * @param pauseS between two attempts to mount, each of which takes the processor for a while
 */
export function webOnGlusterScript(nodes: readonly string[], pauseS = 1): string {
  const [first = '', ...others] = nodes;
  const options = `backup-volfile-servers=${others.join(':')}`;
  return [
    HEAD.trimEnd(),
    ...VOLUMES.flatMap(({ name, mount }) => [
      `mkdir -p ${mount}`,
      `until [ -d ${mount}/${UPLOADS} ]; do`,
      `  umount ${mount} 2>/dev/null || true`,
      `  mount -t glusterfs -o ${options} ${first}:/${name} ${mount} || true`,
      `  [ -d ${mount}/${UPLOADS} ] || sleep ${pauseS}`,
      'done',
    ]),
    `exec apache2 -f ${NODE_FOLDER}/apache.conf -DFOREGROUND`,
    '',
  ].join('\n');
}

export function glusterScript(): string {
  return `${HEAD}mkdir -p /run/gluster /export/brick1 /export/brick2\n${service('glusterd', 'glusterd -N --log-level WARNING').slice(HEAD.length)}`;
}

/** Run on the first storage node: makes the volumes with its peers unless they are there, and fills the site. */
export function volumesScript(nodes: readonly string[]): string {
  const [, ...others] = nodes;
  const bricks = (brick: string) => nodes.map((node) => `${node}:/export/${brick}/data`).join(' ');
  // The peers may not be connected to each other yet when this node is connected to all of them.
  const create = (volume: string, kind: string, brick: string) =>
    `until gluster volume info ${volume} >/dev/null 2>&1 || gluster --mode=script volume create ${volume} ${kind}${bricks(brick)} force; do sleep 0.5; done`;
  const start = (volume: string) =>
    `until gluster --mode=script volume start ${volume} force; do sleep 0.5; done`;
  return [
    HEAD.trimEnd(),
    'until gluster pool list >/dev/null 2>&1; do sleep 0.3; done',
    ...others.map((peer) => `until gluster peer probe ${peer}; do sleep 0.5; done`),
    `until [ "$(gluster pool list | grep -c ' *Connected')" = ${nodes.length} ]; do sleep 0.3; done`,
    create(REPLICATED_VOLUME, `replica ${nodes.length} `, 'brick1'),
    create(DISTRIBUTED_VOLUME, '', 'brick2'),
    start(REPLICATED_VOLUME),
    start(DISTRIBUTED_VOLUME),
    'mkdir -p /run/fill',
    'filled=no',
    ...VOLUMES.flatMap(({ name }) => [
      `until mount -t glusterfs localhost:/${name} /run/fill; do sleep 0.5; done`,
      ...(name === REPLICATED_VOLUME
        ? [`[ -e /run/fill/index.php ] || { cp -r ${SITE_FOLDER}/. /run/fill/; filled=yes; }`]
        : []),
      // Web servers write there.
      `mkdir -p -m 1777 /run/fill/${UPLOADS}`,
      'umount /run/fill',
    ]),
    ...HEALED_AFTER_FILL,
    '',
  ].join('\n');
}

/**
 * A brick that was not connected yet lacks what was written, and the self-heal daemon looks by itself only every ten
 * minutes. Only after the first fill: how a node that was away is healed is what scenarios are about.
 */
const HEALED_AFTER_FILL = [
  '[ $filled = yes ] || exit 0',
  'for attempt in $(seq 20); do',
  `  case $(sh ${NODE_FOLDER}/brick-state) in 'up pending 0') exit 0 ;; esac`,
  `  gluster volume heal ${REPLICATED_VOLUME} || true`,
  '  sleep 1',
  'done',
];

/** The same in the background, so that the node is up before its peers are. */
export function volumesInBackgroundScript(): string {
  return `${HEAD}setsid sh ${NODE_FOLDER}/volumes </dev/null >>/var/log/volumes.log 2>&1 &\n`;
}

/**
 * Prints `up` or `down` for this node's brick of the replicated volume, and how many entries wait to be healed:
 * `up pending 0`, or `up pending unknown (why)`.
 */
export function brickStateScript(): string {
  const heal = `gluster volume heal ${REPLICATED_VOLUME}`;
  return [
    HEAD.trimEnd(),
    'brick=down',
    `pgrep -f 'glusterfsd.*--volfile-id ${REPLICATED_VOLUME}[.]' >/dev/null && brick=up`,
    `if info=$({ ${heal} info && ${heal} info split-brain; } 2>&1) && ! echo "$info" | grep -q 'Number of entries.*: -'; then`,
    `  pending=$(echo "$info" | sed -nE 's/^Number of entries.*: ([0-9]+)$/\\1/p' | { sum=0; while read -r n; do sum=$((sum + n)); done; echo $sum; })`,
    'else',
    // What is left of the answer without the lines that any answer has.
    `  pending="unknown ($(echo "$info" | grep -vE '^(Brick .*|Status: Connected|Number of entries.*|[/<].*|)$' | tail -n 1))"`,
    'fi',
    'echo "$brick pending $pending"',
    '',
  ].join('\n');
}

function service(program: string, command: string): string {
  return `${HEAD}${unlessRunning(program, command)}\n`;
}

function unlessRunning(program: string, command: string): string {
  return `pidof ${program} >/dev/null || ${background(program, command)}`;
}

function background(program: string, command: string): string {
  return `setsid ${command} </dev/null >>/var/log/${program}.log 2>&1 &`;
}
