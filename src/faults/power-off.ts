import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const powerOff: FaultDefinition<object> = {
  name: 'power.off',
  summary: 'cuts the power of a host: it and all that lives on it is gone at once; recovery switches it on',
  targets: 'hosts whose power can be cut',
  needs: 'power',
  options: noOptions,
  compose: (target) => control(target, 'power').off(target.host),
};
