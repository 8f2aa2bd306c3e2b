import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const powerReset: FaultDefinition<object> = {
  name: 'power.reset',
  summary:
    'reboots a host by its reset button, with nothing told to end; recovery waits until it serves again',
  targets: 'hosts whose reset button can be reached from outside',
  needs: 'power',
  options: noOptions,
  compose: (target) => {
    const { reset } = control(target, 'power');
    if (reset === undefined) {
      throw new ChaosError('CONTROL_MISSING', `${target.host} has no reset button that can be reached`, {
        hint: 'the machine of the vm lab has one; power.off does without',
        exitCode: ExitCode.refused,
      });
    }
    return reset(target.host);
  },
};
