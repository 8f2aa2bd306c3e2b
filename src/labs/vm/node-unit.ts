import type { ClusterHost } from '../../cluster/types.js';
import type { Action, Check, Step } from '../../hosts/types.js';
import { check, mainProcessOf, step } from '../docker/controls.js';
import { MACHINE } from './host.js';

/**
 * Kills a node at once.
 * @param sharing the nodes that are on its network, and go with it
 */
export function killNode(host: ClusterHost, sharing: readonly ClusterHost[] = []): Action {
  const kill = ['systemctl', 'kill', '--signal=KILL', ...[host, ...sharing].map(unitOf)];
  const action = stoppedBy(host, step(MACHINE, kill, `kill ${host.name} (SIGKILL)`));
  return { ...action, undo: [...action.undo, ...sharing.map(startNode)] };
}

export function stopNode(host: ClusterHost, graceMs: number): Action {
  const patience = 10_000;
  const argv = ['sh', '-c', END_WITH_GRACE, 'end', unitOf(host), String(Math.ceil(graceMs / 1000))];
  return stoppedBy(host, {
    ...step(MACHINE, argv, `stop ${host.name} (SIGTERM)`),
    timeoutMs: graceMs + patience,
  });
}

const END_WITH_GRACE = `
systemctl kill --signal=TERM "$1"
for tenth in $(seq $(($2 * 10))); do
  systemctl is-active --quiet "$1" || exit 0
  sleep 0.1
done
systemctl kill --signal=KILL "$1"`;

function stoppedBy(host: ClusterHost, inject: Step): Action {
  return {
    preflight: [nodeState(host, 'active')],
    inject: [inject],
    undo: [startNode(host)],
    effective: nodeState(host, 'failed|inactive'),
    recovered: mainProcessRuns(host),
  };
}

export function pauseNode(host: ClusterHost): Action {
  const show = ['systemctl', 'show', '--property=FreezerState', '--value', unitOf(host)];
  return {
    preflight: [nodeState(host, 'active')],
    inject: [step(MACHINE, ['systemctl', 'freeze', unitOf(host)], `freeze ${host.name}`)],
    undo: [step(MACHINE, ['systemctl', 'thaw', unitOf(host)], `let ${host.name} go on`)],
    effective: check(MACHINE, show, '^frozen$', `${host.name} is frozen`),
    recovered: check(MACHINE, show, '^running$', `${host.name} goes on`),
  };
}

export function startNode(host: ClusterHost): Step {
  return step(MACHINE, ['systemctl', 'start', unitOf(host)], `start ${host.name}`);
}

/** @param states systemd's words, joined by `|` */
export function nodeState(host: ClusterHost, states: string): Check {
  const show = ['systemctl', 'show', '--property=ActiveState', '--value', unitOf(host)];
  return check(MACHINE, show, `^(${states})$`, `${host.name} is ${states.replace('|', ' or ')}`);
}

export function mainProcessRuns(host: ClusterHost): Check {
  const name = mainProcessOf(host);
  return check(host.name, ['pgrep', '-x', name], '^\\d', `${name} runs on ${host.name}`);
}

function unitOf({ name }: ClusterHost): string {
  return `node@${name}.service`;
}
