import { z } from 'zod';
import { durationMs, network } from './options.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  network: network(),
  delay: durationMs().describe('added to everything that passes, each way'),
  jitter: durationMs().default(0).describe('varies the delay by up to this much, either way'),
});

export const linkDelay: FaultDefinition<z.infer<typeof options>> = {
  name: 'link.delay',
  summary: "delays everything that passes a host's link",
  targets: 'hosts with a NIC in the cluster file',
  needs: 'link',
  options,
  compose: (target, wanted) =>
    control(target, 'link').delay(
      target.host,
      networkOf(target, wanted.network),
      wanted.delay,
      wanted.jitter,
    ),
};
