import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import type { Controls, Watch } from '../../hosts/controls/types.js';
import type { Action, Check, Step } from '../../hosts/types.js';
import { REPLICA_NOT_WHOLE } from '../replica.js';
import { LAB_HOST } from './commands.js';

/** How things are done to the nodes of the embedded lab: commands of its control socket. */
export function embeddedControls(cluster: Cluster): Controls {
  const hosts = Object.values(cluster.hosts);
  const directors = hosts.filter((host) => host.roles.includes('director'));
  const webServers = hosts.filter((host) => host.roles.includes('web'));
  const bricks = hosts.filter((host) => cluster.storage.gluster?.hosts.includes(host.name));
  const withNic = (host: string, network: string) => requireNic(cluster, host, network);
  return {
    cable: { unplug: (host, network) => unplug(withNic(host, network), network) },
    link: {
      delay: (host, network, delayMs, jitterMs) => delay(withNic(host, network), network, delayMs, jitterMs),
      limit: (host, network, bytesPerSecond) => limit(withNic(host, network), network, bytesPerSecond),
    },
    container: {
      kill: (host) => kill('container', requireOne(host, webServers, 'container')),
      stop: (host, graceMs) => stop(requireOne(host, webServers, 'container'), graceMs),
      pause: (host) => pause('container', requireOne(host, webServers, 'container')),
      restart: (host, graceMs) => restart(requireOne(host, webServers, 'container'), graceMs),
    },
    process: {
      kill: (host) => kill('process', requireOne(host, [...directors, ...webServers], 'process')),
      pause: (host) => pause('process', requireOne(host, [...directors, ...webServers], 'process')),
    },
    brick: {
      down: (host, evenIfDegraded) =>
        brickDown(requireOne(host, bricks, 'brick'), evenIfDegraded ? [] : bricks.map(({ name }) => name)),
    },
    balancer: {
      maintenance: (server, mode) => maintenance(requireOne(server, webServers, 'server'), mode, directors),
    },
    watch: {
      addresses: watch('addresses', 'print the owners of the virtual IPs'),
      containers: watch('containers', 'print which web servers run'),
      bricks: watch('bricks', 'print which bricks are up'),
      links: watch('links', 'print which cables are plugged in'),
      ...(bricks.length === 0
        ? {}
        : { files: watch('files', 'print how many uploaded files each brick has') }),
    },
  };
}

type Subject = 'container' | 'process';

function unplug(host: string, network: string): Action {
  const cable = `the cable of ${host}'s ${network} NIC`;
  const argv = ['cable', 'state', network];
  return {
    preflight: [check(host, argv, '^plugged', `${cable} is plugged in`)],
    inject: [step(host, ['cable', 'unplug', network], `pull ${cable}`)],
    undo: [step(host, ['cable', 'plug', network], `plug in ${cable}`)],
    effective: check(host, argv, '^unplugged', `${cable} is out`),
    recovered: check(host, argv, '^plugged', `${cable} is plugged in`),
  };
}

function delay(host: string, network: string, delayMs: number, jitterMs: number): Action {
  const link = `the link of ${host}'s ${network} NIC`;
  const argv = ['link', 'state', network];
  const amounts = [String(delayMs), String(jitterMs)];
  return {
    preflight: [check(host, argv, '^delay 0 jitter 0 ', `${link} has no delay yet`)],
    inject: [
      step(host, ['link', 'delay', network, ...amounts], `delay ${link} by ${delayMs} ms ± ${jitterMs} ms`),
    ],
    undo: [step(host, ['link', 'delay', network, '0', '0'], `take the delay off ${link}`)],
    effective: check(host, argv, `^delay ${literally(delayMs)} `, `${link} is delayed`),
    recovered: check(host, argv, '^delay 0 jitter 0 ', `${link} has no delay`),
  };
}

function limit(host: string, network: string, bytesPerSecond: number): Action {
  const link = `the link of ${host}'s ${network} NIC`;
  const argv = ['link', 'state', network];
  const amount = String(bytesPerSecond);
  return {
    preflight: [check(host, argv, 'limit none$', `${link} is not limited yet`)],
    inject: [step(host, ['link', 'limit', network, amount], `limit ${link} to ${amount} bytes/s`)],
    undo: [step(host, ['link', 'limit', network, 'none'], `take the limit off ${link}`)],
    effective: check(host, argv, `limit ${literally(bytesPerSecond)}$`, `${link} is limited`),
    recovered: check(host, argv, 'limit none$', `${link} is not limited`),
  };
}

function kill(subject: Subject, host: string): Action {
  return {
    ...whileStopped(subject, host),
    inject: [step(host, [subject, 'kill'], `kill the ${subject} of ${host} (SIGKILL)`)],
  };
}

function stop(host: string, graceMs: number): Action {
  return {
    ...whileStopped('container', host),
    inject: [
      {
        ...step(host, ['container', 'stop', String(graceMs)], `stop the container ${host} (SIGTERM)`),
        timeoutMs: graceMs + 10_000,
      },
    ],
  };
}

/** It is stopped to its end before it starts, so that it runs again is the effect. */
function restart(host: string, graceMs: number): Action {
  const { inject, ...others } = stop(host, graceMs);
  return {
    ...others,
    inject: [...inject, step(host, ['container', 'start'], `start the container of ${host}`)],
    effective: isRunning('container', host),
  };
}

function whileStopped(subject: Subject, host: string): Omit<Action, 'inject'> {
  return {
    preflight: [isRunning(subject, host)],
    undo: [step(host, [subject, 'start'], `start the ${subject} of ${host}`)],
    effective: check(host, [subject, 'state'], '^stopped', `the ${subject} of ${host} is gone`),
    recovered: answers(subject, host),
  };
}

function pause(subject: Subject, host: string): Action {
  const goOn = subject === 'container' ? 'unpause' : 'continue';
  return {
    preflight: [isRunning(subject, host)],
    inject: [step(host, [subject, 'pause'], `freeze the ${subject} of ${host} (SIGSTOP)`)],
    undo: [step(host, [subject, goOn], `let the ${subject} of ${host} go on (SIGCONT)`)],
    effective: check(host, [subject, 'state'], '^paused', `the ${subject} of ${host} is frozen`),
    recovered: answers(subject, host),
  };
}

function isRunning(subject: Subject, host: string): Check {
  return check(host, [subject, 'state'], '^running', `the ${subject} of ${host} runs`);
}

function answers(subject: Subject, host: string): Check {
  return check(host, [subject, 'answers'], '^answers', `the ${subject} of ${host} answers`);
}

/** @param whole the bricks that must all be up and healed before, so that no second failure costs the quorum */
function brickDown(host: string, whole: readonly string[]): Action {
  const argv = ['brick', 'state'];
  return {
    preflight: [
      check(host, argv, '^up', `the brick of ${host} is up`),
      ...whole.map((name) => ({
        ...check(name, argv, '^up pending 0$', `the brick of ${name} is up and healed`),
        refusal: REPLICA_NOT_WHOLE,
      })),
    ],
    inject: [step(host, ['brick', 'down'], `take down the brick of ${host}`)],
    undo: [step(host, ['brick', 'up'], `bring up the brick of ${host} and heal it`)],
    effective: check(host, argv, '^down', `the brick of ${host} is down`),
    recovered: check(host, argv, '^up pending 0$', `the brick of ${host} is up and healed`),
  };
}

/** Told to every director, as an operator would: whoever takes over must know it too. */
function maintenance(server: string, mode: 'maint' | 'drain', directors: readonly ClusterHost[]): Action {
  const told = (order: string) =>
    directors.map(({ name }) =>
      step(name, ['balancer', order, server], `set ${server} to ${order} in the balancer of ${name}`),
    );
  const argv = ['balancer', 'state', server];
  return {
    preflight: [check(LAB_HOST, argv, '^ready$', `${server} is in service on every balancer`)],
    inject: told(mode),
    undo: told('ready'),
    effective: check(LAB_HOST, argv, `^${mode}$`, `every balancer has ${server} in ${mode}`),
    recovered: check(LAB_HOST, argv, '^ready$', `${server} is in service on every balancer`),
  };
}

function watch(what: string, description: string): Watch {
  return { ...step(LAB_HOST, ['watch', what], description), format: 'states' };
}

function step(host: string, argv: readonly string[], description: string): Step {
  return { host, argv, description };
}

function check(host: string, argv: readonly string[], stdoutMatches: string, description: string): Check {
  return { ...step(host, argv, description), stdoutMatches };
}

function literally(amount: number): string {
  return String(amount).replace('.', '\\.');
}

function requireNic(cluster: Cluster, host: string, network: string): string {
  const networks = Object.keys(cluster.hosts[host]?.nics ?? {});
  if (!networks.includes(network)) {
    throw new ChaosError('UNKNOWN_NIC', `${host} has no NIC on network ${network}`, {
      hint: networks.length === 0 ? 'it has no NIC in the cluster file' : `it has: ${networks.join(', ')}`,
    });
  }
  return host;
}

function requireOne(host: string, those: readonly ClusterHost[], what: Subject | 'brick' | 'server'): string {
  if (!those.some(({ name }) => name === host)) {
    const names = those.map(({ name }) => name).join(', ');
    throw new ChaosError(`UNKNOWN_${what.toUpperCase()}`, `${host} is no ${what} of the embedded lab`, {
      hint: names === '' ? `the cluster file has no ${what}` : `there are: ${names}`,
    });
  }
  return host;
}
