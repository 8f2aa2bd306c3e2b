import { z } from 'zod';
import { durationField } from '../../src/core/document/fields.js';
import type { Vocabulary } from '../../src/scenario/vocabulary.js';

/** A small catalog, so that these tests do not change with the real one. */
export const testVocabulary: Vocabulary = {
  faults: {
    'nic.unplug': z.strictObject({ network: z.string().optional() }),
    'container.kill': z.strictObject({}),
    'link.delay': z.strictObject({
      delay: durationField({ min: '1ms' }),
      jitter: durationField().default(0),
    }),
  },
  engines: ['native', 'autocannon', 'ab'],
  metrics: {
    'outage.max': 'ms',
    'failover.count': 'count',
    'vip.overlap.max': 'ms',
    'availability.time': 'share',
    'balance.deviation': 'percent',
    'matrix.requests-per-second': 'per-second',
  },
  compared: ['matrix.requestsPerSecond', 'matrix.p99', 'outage.max'],
};
