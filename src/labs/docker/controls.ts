import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import { linuxLink } from '../../hosts/controls/linux-link.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Controls } from '../../hosts/controls/types.js';
import type { Action, Check } from '../../hosts/types.js';
import { REPLICA_NOT_WHOLE } from '../replica.js';
import { REPLICATED_VOLUME } from './config/scripts.js';
import { containerActions } from './container-actions.js';
import { program } from './entry-points.js';
import { LAB_HOST } from './host.js';
import { bridgeOf, containerOf } from './names.js';
import { processActions } from './process-actions.js';
import { dockerWatches } from './watches.js';

/** How things are done to the containers of the docker lab. */
export function dockerControls(cluster: Cluster): Controls {
  const hosts = Object.values(cluster.hosts);
  const directors = hosts.filter((host) => host.roles.includes('director'));
  const webServers = hosts.filter((host) => host.roles.includes('web'));
  const bricks = hosts.filter((host) => cluster.storage.gluster?.hosts.includes(host.name));
  const hostOf = (name: string) => requireOne(name, hosts, 'container');
  return {
    system: 'linux',
    cable: { unplug: (host, network) => unplug(requireNic(cluster, host, network), network) },
    link: linuxLink((host, network) => requireNic(cluster, host, network).nics[network] ?? network),
    ...containerActions(cluster, hostOf),
    ...processActions(cluster, hostOf),
    brick: { down: (host, even) => brickDown(requireOne(host, bricks, 'brick'), even) },
    balancer: {
      maintenance: (server, mode) =>
        maintenance(cluster, requireOne(server, webServers, 'server'), mode, directors),
    },
    watch: dockerWatches(cluster),
  };
}

function unplug(host: ClusterHost, network: string): Action {
  const cable = `the cable of ${host.name}'s ${network} NIC`;
  const end = [containerOf(host.name), bridgeOf(network)];
  const state = program('cable', 'state', ...end);
  return {
    preflight: [check(LAB_HOST, state, `${cable} is plugged in`, '^plugged')],
    inject: [step(LAB_HOST, program('cable', 'unplug', ...end), `pull ${cable}`)],
    undo: [step(LAB_HOST, program('cable', 'plug', ...end), `plug in ${cable}`)],
    effective: check(LAB_HOST, state, `${cable} is out`, '^unplugged'),
    recovered: check(LAB_HOST, state, `${cable} is plugged in`, '^(plugged|gone)'),
  };
}

/** Peers and clients notice by time-outs of their own that a brick is back, and only then is anything healed. */
const HEAL_WITHIN_MS = 240_000;

/** The self-heal daemon looks by itself only every ten minutes; the undo tells it to look now. */
export function brickDown(host: ClusterHost, evenIfDegraded: boolean): Action {
  const pattern = `glusterfsd.*--volfile-id ${REPLICATED_VOLUME}[.]`;
  const state = ['sh', '/lab/brick-state'];
  const brick = `the brick of ${host.name}`;
  return {
    preflight: [
      evenIfDegraded
        ? check(host.name, state, `${brick} is up`, '^up ')
        : { ...healed(host), refusal: REPLICA_NOT_WHOLE },
    ],
    inject: [step(host.name, ['pkill', '-KILL', '-f', pattern], `kill ${brick}`)],
    undo: [
      step(
        host.name,
        ['gluster', '--mode=script', 'volume', 'start', REPLICATED_VOLUME, 'force'],
        `start ${brick} again`,
      ),
    ],
    effective: check(host.name, state, `${brick} is down`, '^down'),
    // What another brick that is down has missed cannot be healed yet.
    recovered: evenIfDegraded ? check(host.name, state, `${brick} is up`, '^up ') : healed(host),
  };
}

/** What is being written just then is listed as pending too: it is looked for again, while all bricks are up. */
const HEALED_STATE = `
for attempt in 1 2 3 4 5; do
  state=$(sh /lab/brick-state)
  case $state in 'up pending 0' | *unknown | down*) break ;; esac
  sleep 0.5
done
echo "$state"`;
const HEALED_TIMEOUT_MS = 60_000;

/** A brick that is down elsewhere cannot say what it lacks: then nothing is healed. */
function healed({ name }: ClusterHost): Check {
  return {
    ...check(
      name,
      script(HEALED_STATE),
      `the brick of ${name} is up, and no brick of its volume is down or has anything to heal`,
      '^up pending 0$',
    ),
    timeoutMs: HEALED_TIMEOUT_MS,
    withinMs: HEAL_WITHIN_MS,
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
    check(LAB_HOST, program('balancer', 'state', ...where), description, `^${state}$`);
  return {
    preflight: [asked('ready', `${name} is in service on every balancer`)],
    inject: [tell(mode)],
    undo: [tell('ready')],
    effective: asked(mode, `every balancer has ${name} in ${mode}`),
    recovered: asked('ready', `${name} is in service on every balancer`),
  };
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
