import type { z } from 'zod';
import { memberFailed, raidOptions } from './raid-array.js';
import type { FaultDefinition } from './types.js';

export const raidFailMember: FaultDefinition<z.infer<typeof raidOptions>> = {
  name: 'raid.fail-member',
  summary: 'fails a member of a RAID array; recovery removes it, adds it again and waits for the rebuild',
  targets: 'hosts with software RAID (mdadm), reached as root',
  needs: 'system',
  options: raidOptions,
  compose: (target, options) => memberFailed(target, options, false),
};
