import { z } from 'zod';
import { network } from './options.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({ network: network() });

export const nicUnplug: FaultDefinition<z.infer<typeof options>> = {
  name: 'nic.unplug',
  summary: "pulls a host's network cable: the carrier is lost and packets stop; recovery plugs it in",
  targets: 'hosts with a NIC in the cluster file',
  needs: 'cable',
  options,
  compose: (target, wanted) =>
    control(target, 'cable').unplug(target.host, networkOf(target, wanted.network)),
};
