import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  member: z.string().optional().describe('interface of the bond; the active one unless given'),
});

export const bondUnplugMember: FaultDefinition<z.infer<typeof options>> = {
  name: 'bond.unplug-member',
  summary: 'pulls the cable of one link of a bond, never of its last; recovery plugs it in',
  targets: 'hosts with a bond',
  needs: 'bond',
  options,
  compose: (target, { member }) => control(target, 'bond').unplugMember(target.host, member),
};
