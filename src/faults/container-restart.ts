import { z } from 'zod';
import { durationMs } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  grace: durationMs().default(10_000).describe('time between SIGTERM and SIGKILL'),
});

export const containerRestart: FaultDefinition<z.infer<typeof options>> = {
  name: 'container.restart',
  summary: 'restarts a container at once; recovery waits until it works again',
  targets: 'containers',
  needs: 'container',
  options,
  compose: (target, { grace }) => control(target, 'container').restart(target.host, grace),
};
