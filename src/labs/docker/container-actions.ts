import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Controls } from '../../hosts/controls/types.js';
import type { Action, Check, Step } from '../../hosts/types.js';
import { mainProcessOf } from '../nodes/processes.js';
import { LAB_HOST } from './host.js';
import { containerOf } from './names.js';

/**
 * What can be done to whole containers. Those that live on a host share its network, and lose it when its container
 * ends: whatever brings that one back starts them again too.
 */
export function containerActions(
  cluster: Cluster,
  hostOf: (name: string) => ClusterHost,
): Required<Pick<Controls, 'container' | 'power'>> {
  const group = (name: string): Group => ({
    host: hostOf(name),
    inhabitants: Object.values(cluster.hosts).filter(({ on }) => on === name),
  });
  return {
    container: {
      kill: (name) => taken(group(name), ['kill', containerOf(name)], `kill ${name} (SIGKILL)`),
      stop: (name, graceMs) => stop(group(name), graceMs),
      pause: (name) => pause(hostOf(name)),
      restart: (name, graceMs) => restart(group(name), graceMs),
    },
    power: { off: (name) => powerOff(group(name)) },
  };
}

interface Group {
  readonly host: ClusterHost;
  readonly inhabitants: readonly ClusterHost[];
}

/** What `docker stop` takes beyond the time it gives the container. */
const PATIENCE_MS = 10_000;

function graceArguments(graceMs: number): string[] {
  return ['--time', String(Math.ceil(graceMs / 1000))];
}

function stop(group: Group, graceMs: number): Action {
  const { name } = group.host;
  const argv = ['stop', ...graceArguments(graceMs), containerOf(name)];
  const action = taken(group, argv, `stop the container ${name} (SIGTERM)`);
  return { ...action, inject: action.inject.map((one) => ({ ...one, timeoutMs: graceMs + PATIENCE_MS })) };
}

/** A container that is taken away by a `docker` command and started again. */
function taken(group: Group, argv: readonly string[], description: string): Action {
  return {
    preflight: [stateIs(group.host, 'running')],
    inject: [step(LAB_HOST, ['docker', ...argv], description)],
    undo: startAgain(group),
    effective: stateIs(group.host, 'exited'),
    recovered: allWork(group),
  };
}

function powerOff(group: Group): Action {
  const { name } = group.host;
  const containers = membersOf(group).map((host) => containerOf(host.name));
  const running = ['docker', 'inspect', '--format', '{{.State.Running}}', ...containers];
  const what = containers.length === 1 ? name : `${name} and all that lives on it`;
  return {
    preflight: [stateIs(group.host, 'running')],
    inject: [step(LAB_HOST, ['docker', 'kill', ...containers], `cut the power of ${what} (SIGKILL)`)],
    undo: startAgain(group),
    effective: check(LAB_HOST, script('! "$@" | grep -q true', ...running), `${what} is gone`),
    recovered: allWork(group),
  };
}

/** A file in /run, which is empty at each start, tells whether the container was started since. */
function restart(group: Group, graceMs: number): Action {
  const { host } = group;
  const name = containerOf(host.name);
  const mark = '/run/chaos-not-restarted-yet';
  const others = group.inhabitants.map((one) => containerOf(one.name));
  const argv = ['docker', 'restart', ...graceArguments(graceMs), name];
  const timeoutMs = graceMs + PATIENCE_MS;
  return {
    preflight: [stateIs(host, 'running')],
    inject: [
      step(host.name, ['touch', mark], `mark ${host.name} as not restarted yet`),
      { ...step(LAB_HOST, argv, `restart the container ${host.name}`), timeoutMs },
      ...(others.length === 0 ? [] : [joinAgain(host.name, others)]),
    ],
    undo: startAgain(group),
    effective: check(host.name, script('[ ! -e "$1" ]', mark), `${host.name} was started again`),
    recovered: allWork(group),
  };
}

function pause(host: ClusterHost): Action {
  const name = containerOf(host.name);
  // Docker refuses to unpause a container that is not paused.
  const unpause = ['docker', 'container', 'unpause', name];
  return {
    preflight: [stateIs(host, 'running')],
    inject: [step(LAB_HOST, ['docker', 'pause', name], `freeze the container ${host.name}`)],
    undo: [
      step(
        LAB_HOST,
        ['sh', '-c', '"$@" || docker exec "$0" true', name, ...unpause],
        `let the container ${host.name} go on`,
      ),
    ],
    effective: stateIs(host, 'paused'),
    recovered: allWork({ host, inhabitants: [] }),
  };
}

function startAgain({ host, inhabitants }: Group): Step[] {
  const start = step(
    LAB_HOST,
    ['docker', 'start', containerOf(host.name)],
    `start the container ${host.name}`,
  );
  const others = inhabitants.map((one) => containerOf(one.name));
  return others.length === 0 ? [start] : [start, joinAgain(host.name, others)];
}

function joinAgain(host: string, containers: readonly string[]): Step {
  const argv = ['docker', 'restart', '--time', '0', ...containers];
  return {
    ...step(LAB_HOST, argv, `start what lives on ${host} in its network again`),
    timeoutMs: PATIENCE_MS * (1 + containers.length),
  };
}

function membersOf({ host, inhabitants }: Group): readonly ClusterHost[] {
  return [host, ...inhabitants];
}

function stateIs(host: ClusterHost, state: string): Check {
  const argv = ['docker', 'inspect', '--format', '{{.State.Status}}', containerOf(host.name)];
  return check(LAB_HOST, argv, `the container ${host.name} is ${state}`, `^${state}$`);
}

/** Each argument is `CONTAINER=PROCESS`. */
const ALL_RUN = `for one; do docker exec "\${one%=*}" pgrep -x "\${one#*=}" >/dev/null || exit 1; done`;

function allWork(group: Group): Check {
  const members = membersOf(group);
  const pairs = members.map((host) => `${containerOf(host.name)}=${mainProcessOf(host)}`);
  const names = members.map((host) => `${mainProcessOf(host)} on ${host.name}`);
  return check(LAB_HOST, script(ALL_RUN, ...pairs), `${names.join(', ')} run`);
}
