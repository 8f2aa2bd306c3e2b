import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  member: z.string().optional().describe("device of the array's member; its last one unless given"),
});

export const raidFailMember: FaultDefinition<z.infer<typeof options>> = {
  name: 'raid.fail-member',
  summary: 'fails a member of a RAID array; recovery removes it, adds it again and waits for the rebuild',
  targets: 'hosts with the role storage',
  needs: 'raid',
  options,
  compose: (target, { member }) => control(target, 'raid').failMember(target.host, member),
};
