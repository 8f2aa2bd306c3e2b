import { z } from 'zod';
import { evenIfDegraded, network } from './options.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  network: network(),
  evenIfDegraded: evenIfDegraded(
    'also where a brick is down or not healed yet, though the quorum may be lost',
  ),
});

export const glusterPeerUnplug: FaultDefinition<z.infer<typeof options>> = {
  name: 'gluster.peer-unplug',
  summary: "pulls a storage host's cable; recovery plugs it in and waits until nothing is left to heal",
  targets: 'hosts with the role gluster',
  needs: 'brick',
  options,
  compose: (target, wanted) => {
    const cable = control(target, 'cable').unplug(target.host, networkOf(target, wanted.network));
    const brick = control(target, 'brick').down(target.host, wanted.evenIfDegraded);
    return {
      ...cable,
      preflight: [...cable.preflight, ...brick.preflight],
      recovered: brick.recovered,
    };
  },
};
