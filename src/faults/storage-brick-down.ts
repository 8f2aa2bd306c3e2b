import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const storageBrickDown: FaultDefinition<object> = {
  name: 'storage.brick-down',
  summary: 'takes the brick of a storage host away; recovery brings it back and waits for the heal',
  targets: 'hosts with the role gluster',
  needs: 'brick',
  options: noOptions,
  compose: (target) => control(target, 'brick').down(target.host),
};
