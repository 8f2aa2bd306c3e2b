import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  process: z.string().optional().describe("name of the process; the host's main one unless given"),
});

export const processKill: FaultDefinition<z.infer<typeof options>> = {
  name: 'process.kill',
  summary: 'kills a process at once (SIGKILL); recovery starts it again',
  targets: 'any host with that process',
  needs: 'process',
  options,
  compose: (target, { process }) => control(target, 'process').kill(target.host, process),
};
