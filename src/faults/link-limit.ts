import { z } from 'zod';
import { network, sizeBytes } from './options.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  network: network(),
  perSecond: sizeBytes().describe('bytes that may pass each second, each way, for example 200KiB'),
});

export const linkLimit: FaultDefinition<z.infer<typeof options>> = {
  name: 'link.limit',
  summary: "narrows a host's link to so many bytes a second",
  targets: 'hosts with a NIC in the cluster file',
  needs: 'link',
  options,
  compose: (target, wanted) =>
    control(target, 'link').limit(target.host, networkOf(target, wanted.network), wanted.perSecond),
};
