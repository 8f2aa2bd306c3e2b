import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const hostPowerOff: FaultDefinition<object> = {
  name: 'host.power-off',
  summary:
    'cuts the power of a host, with nothing told to end; recovery switches it on and waits until it serves',
  targets: 'hosts whose power can be reached from outside',
  needs: 'power',
  options: noOptions,
  compose: (target) => control(target, 'power').off(target.host),
};
