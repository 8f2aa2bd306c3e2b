import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import type { Controls, Watch } from '../../hosts/controls/types.js';
import type { Action, Check, Step } from '../../hosts/types.js';
import { isPacemaker } from './config/pacemaker.js';
import { REPLICATED_VOLUME, startService } from './config/scripts.js';
import { program } from './entry-points.js';
import { LAB_HOST } from './host.js';
import { bridgeOf, containerOf } from './names.js';

/** How things are done to the containers of the docker lab. */
export function dockerControls(cluster: Cluster): Controls {
  const hosts = Object.values(cluster.hosts);
  const directors = hosts.filter((host) => host.roles.includes('director'));
  const webServers = hosts.filter((host) => host.roles.includes('web'));
  const bricks = hosts.filter((host) => cluster.storage.gluster?.hosts.includes(host.name));
  const hostOf = (name: string) => requireOne(name, hosts, 'container');
  return {
    cable: { unplug: (host, network) => unplug(requireNic(cluster, host, network), network) },
    container: {
      kill: (host) => stopped(hostOf(host), ['kill', containerOf(host)], `kill ${host} (SIGKILL)`),
      stop: (host, graceMs) => stop(hostOf(host), graceMs),
      pause: (host) => pauseContainer(hostOf(host)),
    },
    process: {
      kill: (host, name) => killProcess(cluster, hostOf(host), name),
      pause: (host, name) => pauseProcess(hostOf(host), name),
    },
    brick: { down: (host) => brickDown(requireOne(host, bricks, 'brick')) },
    balancer: {
      maintenance: (server, mode) =>
        maintenance(cluster, requireOne(server, webServers, 'server'), mode, directors),
    },
    watch: {
      addresses: watch(addressesArguments(cluster), 'print the owners of the virtual IPs'),
      containers: watch(['containers'], 'print which containers run'),
      links: watch(['links'], 'print which cables are plugged in'),
      ...(bricks.length === 0
        ? {}
        : { bricks: watch(['bricks', ...bricks.map(({ name }) => name)], 'print which bricks are up') }),
    },
  };
}

function addressesArguments({ vips }: Cluster): string[] {
  const owners = new Set(Object.values(vips).flatMap((vip) => vip.hosts));
  return [
    'addresses',
    [...owners].join(','),
    ...Object.values(vips).map((vip) => `${vip.name}=${vip.address}`),
  ];
}

function unplug(host: ClusterHost, network: string): Action {
  const cable = `the cable of ${host.name}'s ${network} NIC`;
  const end = [containerOf(host.name), bridgeOf(network)];
  const state = program('cable', 'state', ...end);
  return {
    preflight: [check(LAB_HOST, state, '^plugged', `${cable} is plugged in`)],
    inject: [step(LAB_HOST, program('cable', 'unplug', ...end), `pull ${cable}`)],
    undo: [step(LAB_HOST, program('cable', 'plug', ...end), `plug in ${cable}`)],
    effective: check(LAB_HOST, state, '^unplugged', `${cable} is out`),
    recovered: check(LAB_HOST, state, '^(plugged|gone)', `${cable} is plugged in`),
  };
}

function stop(host: ClusterHost, graceMs: number): Action {
  const graceS = String(Math.ceil(graceMs / 1000));
  const action = stopped(
    host,
    ['stop', '--time', graceS, containerOf(host.name)],
    `stop the container ${host.name} (SIGTERM)`,
  );
  const patience = 10_000;
  return { ...action, inject: action.inject.map((one) => ({ ...one, timeoutMs: graceMs + patience })) };
}

/** A container that is taken away by a `docker` command and started again. */
function stopped(host: ClusterHost, argv: readonly string[], description: string): Action {
  const name = containerOf(host.name);
  return {
    preflight: [containerState(host, 'running')],
    inject: [step(LAB_HOST, ['docker', ...argv], description)],
    undo: [step(LAB_HOST, ['docker', 'start', name], `start the container ${host.name}`)],
    effective: containerState(host, 'exited'),
    recovered: mainProcessRuns(host),
  };
}

function pauseContainer(host: ClusterHost): Action {
  const name = containerOf(host.name);
  // Docker refuses to unpause a container that is not paused.
  const unpause = ['docker', 'container', 'unpause', name];
  return {
    preflight: [containerState(host, 'running')],
    inject: [step(LAB_HOST, ['docker', 'pause', name], `freeze the container ${host.name}`)],
    undo: [
      step(
        LAB_HOST,
        ['sh', '-c', '"$@" || docker exec "$0" true', name, ...unpause],
        `let the container ${host.name} go on`,
      ),
    ],
    effective: containerState(host, 'paused'),
    recovered: mainProcessRuns(host),
  };
}

function containerState(host: ClusterHost, state: string): Check {
  const argv = ['docker', 'inspect', '--format', '{{.State.Status}}', containerOf(host.name)];
  return check(LAB_HOST, argv, `^${state}$`, `the container ${host.name} is ${state}`);
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

function mainProcessRuns(host: ClusterHost): Check {
  const name = mainProcessOf(host);
  return check(host.name, ['pgrep', '-x', name], '^\\d', `${name} runs on ${host.name}`);
}

/** Services that have a script of their own; every other process comes back with its container. */
const SERVICES = ['haproxy', 'keepalived', 'corosync', 'glusterd'];

function killProcess(cluster: Cluster, host: ClusterHost, wanted: string | undefined): Action {
  const name = wanted ?? mainProcessOf(host);
  const container = containerOf(host.name);
  const runs = ['pgrep', '-x', name];
  const start = startAgain(cluster, host, name);
  return {
    preflight: [check(host.name, runs, '^\\d', `${name} runs on ${host.name}`)],
    inject: [step(host.name, ['pkill', '-KILL', '-x', name], `kill ${name} on ${host.name} (SIGKILL)`)],
    undo: [start],
    // Its container may be gone with it, and with it the place to ask in.
    effective: check(
      LAB_HOST,
      ['sh', '-c', '! docker exec "$@"', 'sh', container, ...runs],
      '^$',
      `no ${name} runs on ${host.name}`,
    ),
    recovered: check(host.name, runs, '^\\d', `${name} runs on ${host.name}`),
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

export function pauseProcess(host: ClusterHost, wanted: string | undefined): Action {
  const name = wanted ?? mainProcessOf(host);
  const states = ['sh', '-c', 'ps -o state= -p "$(pgrep -d, -x "$1")"', 'sh', name];
  return {
    preflight: [check(host.name, states, '^[^T]', `${name} runs on ${host.name}`)],
    inject: [step(host.name, ['pkill', '-STOP', '-x', name], `freeze ${name} on ${host.name} (SIGSTOP)`)],
    undo: [step(host.name, ['pkill', '-CONT', '-x', name], `let ${name} on ${host.name} go on (SIGCONT)`)],
    effective: check(host.name, states, '^T', `${name} on ${host.name} is frozen`),
    recovered: check(host.name, states, '^[^T]', `${name} runs on ${host.name}`),
  };
}

/** The self-heal daemon looks by itself only every ten minutes; the undo tells it to look now. */
export function brickDown(host: ClusterHost): Action {
  const pattern = `glusterfsd.*--volfile-id ${REPLICATED_VOLUME}[.]`;
  const state = ['sh', '/lab/brick-state'];
  const brick = `the brick of ${host.name}`;
  return {
    preflight: [check(host.name, state, '^up pending 0$', `${brick} is up and healed`)],
    inject: [step(host.name, ['pkill', '-KILL', '-f', pattern], `kill ${brick}`)],
    undo: [
      step(
        host.name,
        ['gluster', '--mode=script', 'volume', 'start', REPLICATED_VOLUME, 'force'],
        `start ${brick} again`,
      ),
    ],
    effective: check(host.name, state, '^down', `${brick} is down`),
    recovered: check(host.name, state, '^up pending 0$', `${brick} is up and healed`),
  };
}

/** Told to every director, as an operator would: whoever takes over must know it too. */
function maintenance(
  cluster: Cluster,
  server: ClusterHost,
  mode: 'maint' | 'drain',
  directors: readonly ClusterHost[],
): Action {
  const { name } = server;
  const storage = server.roles.find((role) => role.startsWith('web-'))?.slice('web-'.length);
  const backends = Object.values(cluster.frontends)
    .filter((frontend) => frontend.storage === undefined || frontend.storage === storage)
    .map((frontend) => `${frontend.backend}/${name}`);
  const where = [backends.join(','), directors.map((director) => director.name).join(',')];
  const tell = (order: string) =>
    step(LAB_HOST, program('balancer', order, ...where), `set ${name} to ${order} on every balancer`);
  const asked = (state: string, description: string) =>
    check(LAB_HOST, program('balancer', 'state', ...where), `^${state}$`, description);
  return {
    preflight: [asked('ready', `${name} is in service on every balancer`)],
    inject: [tell(mode)],
    undo: [tell('ready')],
    effective: asked(mode, `every balancer has ${name} in ${mode}`),
    recovered: asked('ready', `${name} is in service on every balancer`),
  };
}

function watch(args: readonly string[], description: string): Watch {
  const [what = '', ...others] = args;
  return { ...step(LAB_HOST, program('watch', what, ...others), description), format: 'states' };
}

export function step(host: string, argv: readonly string[], description: string): Step {
  return { host, argv, description };
}

export function check(
  host: string,
  argv: readonly string[],
  stdoutMatches: string,
  description: string,
): Check {
  return { ...step(host, argv, description), stdoutMatches };
}

export function requireNic(cluster: Cluster, name: string, network: string): ClusterHost {
  const host = cluster.hosts[name];
  const networks = Object.keys(host?.nics ?? {});
  if (host === undefined || !networks.includes(network)) {
    throw new ChaosError('UNKNOWN_NIC', `${name} has no NIC on network ${network}`, {
      hint: networks.length === 0 ? 'it has no NIC in the cluster file' : `it has: ${networks.join(', ')}`,
    });
  }
  return host;
}

export function requireOne(name: string, those: readonly ClusterHost[], what: string): ClusterHost {
  const found = those.find((host) => host.name === name);
  if (found === undefined) {
    const names = those.map((host) => host.name).join(', ');
    throw new ChaosError(`UNKNOWN_${what.toUpperCase()}`, `${name} is no ${what} of the docker lab`, {
      hint: names === '' ? `the cluster file has no ${what}` : `there are: ${names}`,
    });
  }
  return found;
}
