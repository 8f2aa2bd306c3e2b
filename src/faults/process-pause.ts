import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  process: z.string().optional().describe("name of the process; the host's main one unless given"),
});

export const processPause: FaultDefinition<z.infer<typeof options>> = {
  name: 'process.pause',
  summary: 'stops a process where it is (SIGSTOP); recovery lets it go on (SIGCONT)',
  targets: 'any host with that process',
  needs: 'process',
  options,
  compose: (target, { process }) => control(target, 'process').pause(target.host, process),
};
