import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  workers: z.int().min(1).max(1024).default(4).describe('processes that write and flush all the time'),
});

export const stressIo: FaultDefinition<z.infer<typeof options>> = {
  name: 'stress.io',
  summary: "keeps a host's disks busy with writes that are flushed (stress-ng); recovery ends that",
  targets: 'hosts that have stress-ng',
  needs: 'stress',
  options,
  compose: (target, { workers }) => control(target, 'stress').io(target.host, workers),
};
