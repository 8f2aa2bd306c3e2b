import type { z } from 'zod';
import { memberFailed, raidOptions } from './raid-array.js';
import type { FaultDefinition } from './types.js';

export const raidRemoveMember: FaultDefinition<z.infer<typeof raidOptions>> = {
  name: 'raid.remove-member',
  summary: 'fails a member of a RAID array and removes it; recovery adds it again and waits for the rebuild',
  targets: 'hosts with software RAID (mdadm), reached as root',
  needs: 'system',
  options: raidOptions,
  compose: (target, options) => memberFailed(target, options, true),
};
