import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  service: z.string().optional().describe("name of the service; the host's main one unless given"),
});

export const serviceStop: FaultDefinition<z.infer<typeof options>> = {
  name: 'service.stop',
  summary: 'stops a service in good order, so that it can say farewell; recovery starts it again',
  targets: 'hosts with that service',
  needs: 'service',
  options,
  compose: (target, { service }) => control(target, 'service').stop(target.host, service),
};
