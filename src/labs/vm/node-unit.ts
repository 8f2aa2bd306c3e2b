import type { ClusterHost } from '../../cluster/types.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Action, Check, Step } from '../../hosts/types.js';
import { mainProcessOf } from '../nodes/processes.js';
import { MACHINE } from './host.js';

/** A node, and the nodes that are on its network: without it they have none. */
export interface NodeGroup {
  readonly host: ClusterHost;
  readonly inhabitants: readonly ClusterHost[];
}

/** What systemd and a busy machine without KVM may take beyond the time that a node is given to end. */
const PATIENCE_MS = 30_000;

/** Kills a node and what lives on it at once: its processes, its addresses and its carrier are gone. */
export function killNode(group: NodeGroup): Action {
  const { host, inhabitants } = group;
  const kill = ['systemctl', 'kill', '--signal=KILL', ...[host, ...inhabitants].map(unitOf)];
  return stoppedBy(group, step(MACHINE, kill, `kill ${host.name} (SIGKILL)`));
}

export function stopNode(group: NodeGroup, graceMs: number): Action {
  const { host, inhabitants } = group;
  const argv = script(END_WITH_GRACE, seconds(graceMs), ...[host, ...inhabitants].map(unitOf));
  return stoppedBy(group, {
    ...step(MACHINE, argv, `stop ${host.name} (SIGTERM)`),
    timeoutMs: graceMs + PATIENCE_MS,
  });
}

/** $1: seconds that units get before they are killed; then the units. */
const END_WITH_GRACE = `
grace=$1; shift
systemctl kill --signal=TERM "$@"
for tenth in $(seq $((grace * 10))); do
  systemctl --quiet is-active "$@" || exit 0
  sleep 0.1
done
systemctl kill --signal=KILL "$@"`;

/** A file in /run, which is empty at each start, tells whether the node was started since. */
export function restartNode(group: NodeGroup, graceMs: number): Action {
  const { host } = group;
  const mark = '/run/chaos-not-restarted-yet';
  const stopped = stopNode(group, graceMs);
  return {
    preflight: stopped.preflight,
    inject: [
      step(host.name, ['touch', mark], `mark ${host.name} as not restarted yet`),
      ...stopped.inject,
      ...stopped.undo,
    ],
    undo: stopped.undo,
    effective: check(host.name, script('[ ! -e "$1" ]', mark), `${host.name} was started again`),
    recovered: stopped.recovered,
  };
}

function stoppedBy(group: NodeGroup, inject: Step): Action {
  const { host } = group;
  return {
    preflight: [nodeState(host, 'active')],
    inject: [inject],
    undo: [startNodes(group)],
    effective: nodeState(host, 'failed|inactive'),
    recovered: allWork(group),
  };
}

export function pauseNode(host: ClusterHost): Action {
  const show = ['systemctl', 'show', '--property=FreezerState', '--value', unitOf(host)];
  return {
    preflight: [nodeState(host, 'active')],
    inject: [step(MACHINE, ['systemctl', 'freeze', unitOf(host)], `freeze ${host.name}`)],
    undo: [step(MACHINE, ['systemctl', 'thaw', unitOf(host)], `let ${host.name} go on`)],
    effective: check(MACHINE, show, `${host.name} is frozen`, '^frozen$'),
    recovered: check(MACHINE, show, `${host.name} goes on`, '^running$'),
  };
}

/** Starts a node that has ended; one that runs is left alone. */
export function startNode(host: ClusterHost): Step {
  return startNodes({ host, inhabitants: [] });
}

function startNodes({ host, inhabitants }: NodeGroup): Step {
  const argv = ['systemctl', 'start', ...[host, ...inhabitants].map(unitOf)];
  return { ...step(MACHINE, argv, `start ${host.name}`), timeoutMs: PATIENCE_MS };
}

/** @param states systemd's words, joined by `|` */
function nodeState(host: ClusterHost, states: string): Check {
  const show = ['systemctl', 'show', '--property=ActiveState', '--value', unitOf(host)];
  return check(MACHINE, show, `${host.name} is ${states.replace('|', ' or ')}`, `^(${states})$`);
}

/** Each argument is `NODE=PROCESS`. */
const ALL_RUN = `for one; do node "\${one%=*}" pgrep -x "\${one#*=}" >/dev/null 2>&1 || exit 1; done`;

function allWork({ host, inhabitants }: NodeGroup): Check {
  const members = [host, ...inhabitants];
  const pairs = members.map((member) => `${member.name}=${mainProcessOf(member)}`);
  const names = members.map((member) => `${mainProcessOf(member)} on ${member.name}`);
  return {
    ...check(MACHINE, script(ALL_RUN, ...pairs), `${names.join(', ')} run`),
    withinMs: 2 * PATIENCE_MS,
  };
}

function unitOf({ name }: ClusterHost): string {
  return `node@${name}.service`;
}

function seconds(durationMs: number): string {
  return String(Math.ceil(durationMs / 1000));
}
