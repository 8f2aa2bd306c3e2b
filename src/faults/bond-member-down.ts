import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  member: z.string().optional().describe('interface of the bond; the active one unless given'),
});

export const bondMemberDown: FaultDefinition<z.infer<typeof options>> = {
  name: 'bond.member-down',
  summary: 'switches one link of a bond off on its host, never its last; recovery switches it on',
  targets: 'the host of storage.nfs with a bond in the cluster file, reached as root',
  needs: 'bond',
  options,
  compose: (target, { member }) => control(target, 'bond').switchOffMember(target.host, member),
};
