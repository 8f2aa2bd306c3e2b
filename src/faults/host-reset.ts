import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const hostReset: FaultDefinition<object> = {
  name: 'host.reset',
  summary:
    'reboots a host by its reset button, with nothing told to end; recovery waits until it serves again',
  targets: 'hosts whose power can be reached from outside',
  needs: 'power',
  options: noOptions,
  compose: (target) => control(target, 'power').reset(target.host),
};
