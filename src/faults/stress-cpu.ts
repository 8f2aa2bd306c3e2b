import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  load: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('share of each core that is used up, above 0 and at most 1'),
  workers: z.int().min(1).max(1024).optional().describe('cores that are kept busy; all of them unless given'),
});

export const stressCpu: FaultDefinition<z.infer<typeof options>> = {
  name: 'stress.cpu',
  summary: "keeps a host's processors busy (stress-ng); recovery ends that",
  targets: 'hosts that have stress-ng',
  needs: 'stress',
  options,
  compose: (target, { load, workers }) => control(target, 'stress').cpu(target.host, load, workers),
};
