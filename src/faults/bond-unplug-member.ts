import { z } from 'zod';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  member: z.string().optional().describe('interface of the bond; the active one unless given'),
});

export const bondUnplugMember: FaultDefinition<z.infer<typeof options>> = {
  name: 'bond.unplug-member',
  summary: 'pulls the cable of one link of a bond, never of its last; recovery plugs it in',
  targets: 'hosts with a bond whose cables can be pulled from outside',
  needs: 'bond',
  options,
  compose: (target, { member }) => {
    const { unplugMember } = control(target, 'bond');
    if (unplugMember === undefined) {
      throw new ChaosError('CONTROL_MISSING', `the cables of ${target.host} cannot be pulled from outside`, {
        hint: 'bond.member-down switches a link off on the host itself',
        exitCode: ExitCode.refused,
      });
    }
    return unplugMember(target.host, member);
  },
};
