import { z } from 'zod';
import { evenIfDegraded } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  evenIfDegraded: evenIfDegraded(
    'also where another brick is down or not healed yet, though the quorum may be lost',
  ),
});

export const storageBrickDown: FaultDefinition<z.infer<typeof options>> = {
  name: 'storage.brick-down',
  summary:
    'kills the brick of a storage host; recovery brings it back and waits until nothing is left to heal',
  targets: 'hosts with the role gluster',
  needs: 'brick',
  options,
  compose: (target, wanted) => control(target, 'brick').down(target.host, wanted.evenIfDegraded),
};
