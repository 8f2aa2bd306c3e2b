import { z } from 'zod';
import { wholeNumber } from '../core/document/fields.js';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { bytesPerSecond } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z
  .strictObject({
    speed: bytesPerSecond({ min: '1KiB/s' })
      .optional()
      .describe('what each disk may move, for example 1MiB/s'),
    operations: wholeNumber(1, 1_000_000)
      .optional()
      .describe('how many reads and writes each may do in a second'),
  })
  .refine(({ speed, operations }) => speed !== undefined || operations !== undefined, {
    message: 'say how slow: `speed`, `operations`, or both',
  });

export const diskSlow: FaultDefinition<z.infer<typeof options>> = {
  name: 'disk.slow',
  summary: "slows the disks under a host's array, from outside the machine",
  targets: 'the storage server of the vm lab',
  needs: 'disk',
  options,
  compose: (target, { speed, operations }) => {
    const { slow } = control(target, 'disk');
    if (slow === undefined) {
      throw new ChaosError('CONTROL_MISSING', `the disks of ${target.host} cannot be slowed from outside`, {
        hint: 'provided by: the vm lab (`chaos lab up vm`); stress.io keeps disks busy on any host',
        exitCode: ExitCode.refused,
      });
    }
    return slow(target.host, {
      ...(speed === undefined ? {} : { bytesPerSecond: speed }),
      ...(operations === undefined ? {} : { operationsPerSecond: operations }),
    });
  },
};
