import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const containerKill: FaultDefinition<object> = {
  name: 'container.kill',
  summary: 'kills a container at once (SIGKILL); recovery starts it again',
  targets: 'containers',
  needs: 'container',
  options: noOptions,
  compose: (target) => control(target, 'container').kill(target.host),
};
