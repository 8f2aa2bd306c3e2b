import { z } from 'zod';
import { network } from './options.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({ network: network() });

/** Clients and peers notice by time-outs of their own that it is back, and only then is anything healed. */
const HEAL_WITHIN_MS = 120_000;

export const glusterPeerUnplug: FaultDefinition<z.infer<typeof options>> = {
  name: 'gluster.peer-unplug',
  summary: "pulls a storage host's cable; recovery plugs it in and waits until nothing is left to heal",
  targets: 'hosts with the role gluster',
  needs: 'brick',
  options,
  compose: (target, wanted) => {
    const cable = control(target, 'cable').unplug(target.host, networkOf(target, wanted.network));
    const brick = control(target, 'brick').down(target.host);
    return {
      ...cable,
      preflight: [...cable.preflight, ...brick.preflight],
      recovered: { ...brick.recovered, withinMs: HEAL_WITHIN_MS },
    };
  },
};
