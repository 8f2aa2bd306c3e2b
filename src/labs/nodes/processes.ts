import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Action, Step } from '../../hosts/types.js';
import { isPacemaker } from './config/pacemaker.js';
import { startService } from './config/scripts.js';

/** What a node of a lab is to who ends its processes. */
export interface NodesOfLab {
  /** Sends a signal to every process of that name; fails where there is none. */
  signal(node: string, process: string, signal: 'KILL' | 'TERM'): Command;
  /** Succeeds, and prints nothing, where there is no such process; asked outside, since a node may end with it. */
  isGone(node: string, process: string): Command;
  start(node: ClusterHost): Step;
}

type Command = Pick<Step, 'host' | 'argv'>;

/** What a host is there for. */
export function mainProcessOf(host: ClusterHost): string {
  if (host.roles.includes('director')) {
    return 'haproxy';
  }
  if (host.roles.includes('web')) {
    return 'apache2';
  }
  return host.roles.includes('gluster') ? 'glusterd' : 'sleep';
}

/** Services that have a script of their own; every other process comes back with its node. */
const SERVICES = ['haproxy', 'keepalived', 'corosync', 'glusterd'];

/** Ends a process and starts it again. @param wanted its name; what the host is there for unless given */
export function ended(
  cluster: Cluster,
  host: ClusterHost,
  wanted: string | undefined,
  signal: 'KILL' | 'TERM',
  nodes: NodesOfLab,
): Action {
  const name = wanted ?? mainProcessOf(host);
  const runs = ['pgrep', '-x', name];
  const what = `${name} on ${host.name}`;
  const verb = signal === 'KILL' ? 'kill' : 'stop';
  return {
    preflight: [check(host.name, runs, `${what} runs`, '^\\d')],
    inject: [{ ...nodes.signal(host.name, name, signal), description: `${verb} ${what} (SIG${signal})` }],
    undo: [startAgain(cluster, host, name, nodes)],
    effective: {
      ...nodes.isGone(host.name, name),
      description: `${what} does not run`,
      stdoutMatches: '^$',
    },
    recovered: check(host.name, runs, `${what} runs`, '^\\d'),
  };
}

function startAgain(cluster: Cluster, host: ClusterHost, name: string, nodes: NodesOfLab): Step {
  if (name === 'haproxy' && isPacemaker(cluster)) {
    // Whoever else started it would run it beside Pacemaker's own.
    const forget = ['crm_resource', '--cleanup', '--resource', name, '--node', host.name];
    return step(host.name, forget, `let Pacemaker use ${name} on ${host.name} again`);
  }
  return SERVICES.includes(name)
    ? step(host.name, startService(name), `start ${name} on ${host.name}`)
    : nodes.start(host);
}

/** Freezes a process. @param wanted as in {@link ended} */
export function pause(host: ClusterHost, wanted: string | undefined): Action {
  const name = wanted ?? mainProcessOf(host);
  const states = script('ps -o state= -p "$(pgrep -d, -x "$1")"', name);
  const what = `${name} on ${host.name}`;
  return {
    preflight: [check(host.name, states, `${what} runs`, '^[^T]')],
    inject: [step(host.name, ['pkill', '-STOP', '-x', name], `freeze ${what} (SIGSTOP)`)],
    undo: [step(host.name, ['pkill', '-CONT', '-x', name], `let ${what} go on (SIGCONT)`)],
    effective: check(host.name, states, `${what} is frozen`, '^T'),
    recovered: check(host.name, states, `${what} runs`, '^[^T]'),
  };
}
