import { ChaosError } from '../core/errors.js';
import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const DAEMON = 'glusterd';

export const glusterGlusterdKill: FaultDefinition<object> = {
  name: 'gluster.glusterd-kill',
  summary:
    'kills the management daemon of a storage host, whose bricks go on serving; recovery starts it and waits for the heal',
  targets: 'hosts with the role gluster',
  needs: 'brick',
  options: noOptions,
  compose: (target) => {
    const { host, cluster } = target;
    if (cluster.storage.gluster?.hosts.includes(host) !== true) {
      throw new ChaosError('UNKNOWN_BRICK', `${host} is no storage host of Gluster`, {
        hint: `there are: ${cluster.storage.gluster?.hosts.join(', ') ?? 'none, see storage.gluster'}`,
      });
    }
    const brick = control(target, 'brick').down(host, false);
    const killed = control(target, 'process').kill(host, DAEMON);
    return { ...killed, alsoRecovered: [...(killed.alsoRecovered ?? []), brick.recovered] };
  },
};
