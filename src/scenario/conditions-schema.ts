import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import { durationField, namedRecord, oneOrMany, wholeNumber } from '../core/document/fields.js';
import { injectionFields, readOptions } from './steps-schema.js';
import type { CompareStep, Condition, ConditionLoad, ConditionPart } from './types.js';
import type { Vocabulary } from './vocabulary.js';

const MAX_REQUESTS = 1_000_000_000;
const MAX_CONNECTIONS = 10_000;

/** `conditions:`; what cells of the matrix can be measured in, by name. */
export function conditionsSchema(vocabulary: Vocabulary): z.ZodType<readonly Condition[]> {
  return namedRecord(oneOrMany(partSchema(vocabulary))).transform((conditions) =>
    Object.entries(conditions).flatMap(([name, [first, ...others]]) =>
      first === undefined ? [] : [{ name, parts: [first, ...others] as const }],
    ),
  );
}

function partSchema(vocabulary: Vocabulary): z.ZodType<ConditionPart> {
  return z
    .strictObject({
      ...injectionFields(vocabulary),
      during: z
        .enum(['fault', 'recovery'])
        .default('fault')
        .describe(
          'When cells are measured: while the fault holds (unless given), or once it was undone, until the cluster has recovered.',
        ),
      settle: durationField()
        .default(0)
        .describe('How long to wait once it has taken effect; 0s unless given.'),
      atMost: durationField({ min: '1s' })
        .default(600_000)
        .describe(
          'The longest that it is held: a host that it cuts off undoes it by itself then; 10m unless given.',
        ),
      load: loadSchema()
        .optional()
        .describe('Requests that are sent while the fault holds, so that there is something to recover.'),
    })
    .transform(({ settle, atMost, with: options, ...rest }) =>
      defined({
        ...rest,
        with: readOptions(vocabulary, rest.inject, options),
        settleMs: settle,
        atMostMs: atMost,
      }),
    );
}

function loadSchema(): z.ZodType<ConditionLoad> {
  return z.strictObject({
    page: z.string().describe('A page of this scenario.'),
    frontend: z.string().describe('A frontend of the cluster.'),
    requests: wholeNumber(1, MAX_REQUESTS).describe('How many requests are sent.'),
    connections: wholeNumber(1, MAX_CONNECTIONS)
      .default(1)
      .describe('Connections with one request in flight each; 1 unless given.'),
  });
}

/** `compare:`; two values of a factor of the matrix that the report compares. */
export function compareSchema({ compared }: Vocabulary): z.ZodType<CompareStep> {
  const ofCells = compared.filter((metric) => metric.startsWith('matrix.'));
  return z.strictObject({
    by: z.enum(['page', 'frontend', 'condition']).describe('The factor of the matrix.'),
    values: z.tuple([z.string(), z.string()]).describe('Two of its values, the one to compare with first.'),
    metrics: oneOrMany(z.enum(ofCells))
      .default(['matrix.requestsPerSecond', 'matrix.p99'])
      .describe(`What is compared: ${ofCells.join(', ')}; the rate and the 99th percentile unless given.`),
  });
}
