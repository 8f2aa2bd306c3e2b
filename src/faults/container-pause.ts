import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const containerPause: FaultDefinition<object> = {
  name: 'container.pause',
  summary: 'freezes a container: it keeps its connections and answers nothing; recovery lets it go on',
  targets: 'containers',
  needs: 'container',
  options: noOptions,
  compose: (target) => control(target, 'container').pause(target.host),
};
