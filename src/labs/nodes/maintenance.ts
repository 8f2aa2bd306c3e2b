import type { Cluster, ClusterHost } from '../../cluster/types.js';
import { check, step } from '../../hosts/controls/steps.js';
import type { Action } from '../../hosts/types.js';

/** How the balancers are told, and asked, from one place. */
export interface BalancerOrders {
  readonly host: string;
  /**
   * The command for a word: `maint`, `drain`, `ready`, or `state`, which prints one of the others.
   * @param backends each `backend/server`, separated by commas
   * @param directors separated by commas
   */
  command(word: string, backends: string, directors: string): readonly string[];
}

/** Told to every director, as an operator would: whoever takes over must know it too. */
export function maintenance(
  cluster: Cluster,
  server: ClusterHost,
  mode: 'maint' | 'drain',
  { host, command }: BalancerOrders,
): Action {
  const { name } = server;
  const storage = server.roles.find((role) => role.startsWith('web-'))?.slice('web-'.length);
  const backends = Object.values(cluster.frontends)
    .filter((frontend) => frontend.storage === undefined || frontend.storage === storage)
    .map((frontend) => `${frontend.backend}/${name}`)
    .join(',');
  const directors = Object.values(cluster.hosts)
    .filter(({ roles }) => roles.includes('director'))
    .map((director) => director.name)
    .join(',');
  const tell = (word: string) =>
    step(host, command(word, backends, directors), `set ${name} to ${word} on every balancer`);
  const asked = (state: string, description: string) =>
    check(host, command('state', backends, directors), description, `^${state}$`);
  return {
    preflight: [asked('ready', `${name} is in service on every balancer`)],
    inject: [tell(mode)],
    undo: [tell('ready')],
    effective: asked(mode, `every balancer has ${name} in ${mode}`),
    recovered: asked('ready', `${name} is in service on every balancer`),
  };
}
