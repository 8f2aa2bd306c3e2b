import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Controls } from '../../hosts/controls/types.js';
import type { Action, Step } from '../../hosts/types.js';
import { isPacemaker } from './config/pacemaker.js';
import { startService } from './config/scripts.js';
import { LAB_HOST } from './host.js';
import { containerOf } from './names.js';

/** What can be done to processes inside the containers. */
export function processActions(
  cluster: Cluster,
  hostOf: (name: string) => ClusterHost,
): Required<Pick<Controls, 'process' | 'service'>> {
  return {
    process: {
      kill: (host, name) => ended(cluster, hostOf(host), name, KILL),
      pause: (host, name) => pause(hostOf(host), name),
    },
    service: { stop: (host, name) => ended(cluster, hostOf(host), name, TERMINATE) },
  };
}

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

/** Services that have a script of their own; every other process comes back with its container. */
const SERVICES = ['haproxy', 'keepalived', 'corosync', 'glusterd'];

interface Ending {
  readonly signal: 'KILL' | 'TERM';
  readonly verb: string;
}

const KILL: Ending = { signal: 'KILL', verb: 'kill' };
const TERMINATE: Ending = { signal: 'TERM', verb: 'stop' };

function ended(
  cluster: Cluster,
  host: ClusterHost,
  wanted: string | undefined,
  { signal, verb }: Ending,
): Action {
  const name = wanted ?? mainProcessOf(host);
  const runs = ['pgrep', '-x', name];
  const what = `${name} on ${host.name}`;
  return {
    preflight: [check(host.name, runs, `${what} runs`, '^\\d')],
    inject: [step(host.name, ['pkill', `-${signal}`, '-x', name], `${verb} ${what} (SIG${signal})`)],
    undo: [startAgain(cluster, host, name)],
    // Its container may be gone with it, and with it the place to ask in.
    effective: check(
      LAB_HOST,
      script('! docker exec "$@"', containerOf(host.name), ...runs),
      `${what} does not run`,
      '^$',
    ),
    recovered: check(host.name, runs, `${what} runs`, '^\\d'),
  };
}

function startAgain(cluster: Cluster, host: ClusterHost, name: string): Step {
  if (name === 'haproxy' && isPacemaker(cluster)) {
    // Whoever else started it would run it beside Pacemaker's own.
    const forget = ['crm_resource', '--cleanup', '--resource', name, '--node', host.name];
    return step(host.name, forget, `let Pacemaker use ${name} on ${host.name} again`);
  }
  return SERVICES.includes(name)
    ? step(host.name, startService(name), `start ${name} on ${host.name}`)
    : step(LAB_HOST, ['docker', 'start', containerOf(host.name)], `start the container ${host.name}`);
}

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
