import { z } from 'zod';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { network } from './options.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  network: network(),
  share: z.number().gt(0).max(1).describe('share of the packets that are lost, above 0 and at most 1'),
});

export const linkLoss: FaultDefinition<z.infer<typeof options>> = {
  name: 'link.loss',
  summary: "loses a share of the packets that leave by a host's link",
  targets: 'hosts with a NIC in the cluster file',
  needs: 'link',
  options,
  compose: (target, wanted) => {
    const { lose } = control(target, 'link');
    if (lose === undefined) {
      throw new ChaosError(
        'CONTROL_MISSING',
        `the links of cluster ${target.cluster.name} cannot lose packets`,
        {
          hint: 'provided by: hosts whose kernel has netem',
          exitCode: ExitCode.refused,
        },
      );
    }
    return lose(target.host, networkOf(target, wanted.network), wanted.share);
  },
};
