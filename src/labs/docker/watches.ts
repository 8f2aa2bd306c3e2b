import type { Cluster } from '../../cluster/types.js';
import { step } from '../../hosts/controls/steps.js';
import type { Watch, Watches } from '../../hosts/controls/types.js';
import { isPacemaker } from '../nodes/config/pacemaker.js';
import { volumesMounted } from '../nodes/watch/files.js';
import { program } from './entry-points.js';
import { LAB_HOST } from './host.js';

/** What can be watched in the docker lab, each by one process on this machine. */
export function dockerWatches(cluster: Cluster): Watches {
  const hosts = Object.values(cluster.hosts);
  const named = (role: string) => hosts.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
  const directors = named('director').join(',');
  const vips = Object.values(cluster.vips);
  const addresses = vips.map(({ name, address }) => `${name}=${address}`);
  const bricks = cluster.storage.gluster?.hosts ?? [];
  const [client] = named('web-gluster');
  return {
    addresses: watch(['addresses', directors, ...addresses], 'print the owners of the virtual IPs'),
    neighbours: watch(
      ['neighbours', directors, ...addresses],
      'print where this machine believes the virtual IPs to be',
    ),
    containers: watch(['containers'], 'print which containers run'),
    links: watch(['links'], 'print which cables are plugged in'),
    balancers: watch(
      ['balancers', directors],
      'print what HAProxy on each director holds of its servers',
      'polled every second by its own socket, about 5 ms of work for each director',
    ),
    ...(isPacemaker(cluster)
      ? {
          pacemaker: watch(
            ['pacemaker', directors],
            'print what Pacemaker believes of its nodes and resources',
            'polled every 2 s, about 30 ms of work for each director',
          ),
        }
      : {
          vrrp: watch(
            ['vrrp', directors, ...vips.map(({ name }) => name)],
            "print the states that Keepalived's log tells",
          ),
        }),
    ...(bricks.length === 0 ? {} : { bricks: bricksWatch(bricks) }),
    ...(bricks.length === 0 || client === undefined ? {} : { files: filesWatch(bricks, client) }),
  };
}

function bricksWatch(bricks: readonly string[]): Watch {
  return watch(
    ['bricks', ...bricks],
    'print which bricks, peers and volumes are up',
    'polled every 4 s, about 0.5 s of work each',
  );
}

function filesWatch(bricks: readonly string[], client: string): Watch {
  return watch(
    ['files', bricks.join(','), client, ...volumesMounted()],
    'print how many uploaded files each brick has',
    'polled every 3 s, about 10 ms of work for each storage host',
  );
}

function watch(args: readonly string[], description: string, how?: string): Watch {
  const [what = '', ...others] = args;
  return {
    ...step(LAB_HOST, program('watch', what, ...others), description),
    format: 'states',
    ...(how === undefined ? {} : { how }),
  };
}
