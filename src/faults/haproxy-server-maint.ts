import { z } from 'zod';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  mode: z
    .enum(['maint', 'drain'])
    .default('maint')
    .describe('maint: no connections at all; drain: only those that belong to it already'),
});

export const haproxyServerMaint: FaultDefinition<z.infer<typeof options>> = {
  name: 'haproxy.server-maint',
  summary: 'takes a server out of the balancer as an operator would; recovery makes it ready',
  targets: 'web servers behind the balancer',
  needs: 'balancer',
  options,
  compose: (target, { mode }) => control(target, 'balancer').maintenance(target.host, mode),
};
