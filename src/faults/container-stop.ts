import { z } from 'zod';
import { durationMs } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  grace: durationMs().default(10_000).describe('time between SIGTERM and SIGKILL'),
});

export const containerStop: FaultDefinition<z.infer<typeof options>> = {
  name: 'container.stop',
  summary: 'stops a container as an operator would (SIGTERM, then SIGKILL); recovery starts it again',
  targets: 'containers',
  needs: 'container',
  options,
  compose: (target, { grace }) => control(target, 'container').stop(target.host, grace),
};
