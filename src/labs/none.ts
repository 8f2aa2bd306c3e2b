import type { Cluster, ClusterHost } from '../cluster/types.js';
import { describeSshHost } from '../hosts/ssh/destination.js';
import type { HostDescription } from '../hosts/types.js';
import { liveControls } from './live-controls.js';
import type { Lab, LabView } from './types.js';

/** No lab: the user's own cluster, which is there already. */
export const noLab: Lab = {
  name: 'none',
  summary: "the user's own cluster, which is up already",
  describe: view,
  up: async (cluster) => ({
    ...view(cluster),
    remains: { lab: 'none', processes: [], directories: [] },
    down: async () => {},
  }),
};

function view(cluster: Cluster): LabView {
  return {
    cluster,
    controls: liveControls(cluster),
    hosts: Object.fromEntries(
      Object.values(cluster.hosts).map((host) => [host.name, describeHost(host, cluster)]),
    ),
    fidelity: 'live',
    notes: [],
  };
}

/** How to open a host of the cluster file. */
function describeHost(host: ClusterHost, cluster: Cluster): HostDescription {
  const { name, reach } = host;
  const below = host.on === undefined ? undefined : cluster.hosts[host.on];
  const through: HostDescription =
    below === undefined ? { kind: 'local', name: 'local' } : describeHost(below, cluster);
  switch (reach.via) {
    case 'local':
      return { kind: 'local', name };
    case 'ssh':
      return describeSshHost(name, reach);
    case 'docker':
      return { kind: 'prefix', name, prefix: ['docker', 'exec', '-i', reach.container], through };
    case 'netns':
      return { kind: 'prefix', name, prefix: ['ip', 'netns', 'exec', reach.namespace], through };
    case 'lab':
      return { kind: 'lab', name };
  }
}
