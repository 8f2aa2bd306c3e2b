import { z } from 'zod';
import { sizeBytes } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  size: sizeBytes().describe('memory that is taken and kept in use, for example 512MiB'),
});

export const stressMemory: FaultDefinition<z.infer<typeof options>> = {
  name: 'stress.memory',
  summary: "takes a host's memory and keeps it in use (stress-ng); recovery gives it back",
  targets: 'hosts that have stress-ng',
  needs: 'stress',
  options,
  compose: (target, { size }) => control(target, 'stress').memory(target.host, size),
};
