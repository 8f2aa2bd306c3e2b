import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import { durationField, nameField, oneOrMany, rateField, wholeNumber } from '../core/document/fields.js';
import type { CellFilter, LoadStep, Matrix } from './types.js';
import type { Vocabulary } from './vocabulary.js';

const MAX_CONNECTIONS = 10_000;
const MAX_REQUESTS = 1_000_000_000;
/** An open loop that may not open a second connection would wait for the first, and be a closed loop. */
const OPEN_LOOP_CONNECTIONS = 100;

/** `load:`; load on the time line, beside the faults. */
export function loadSchema({ engines }: Vocabulary): z.ZodType<readonly LoadStep[]> {
  const step = z.strictObject({
    id: nameField().optional().describe('Name in reports; load-1, load-2, … unless given.'),
    page: z.string().describe('A page of this scenario.'),
    frontend: z.string().describe('A frontend of the cluster.'),
    engine: engineField(engines),
    at: durationField().default(0).describe('When it starts on the time line; 0s unless given.'),
    duration: durationField({ min: '1ms' }).optional().describe('How long it runs. Either this or requests.'),
    requests: wholeNumber(1, MAX_REQUESTS)
      .optional()
      .describe('How many requests it sends. Either this or duration.'),
    connections: wholeNumber(1, MAX_CONNECTIONS)
      .optional()
      .describe(
        `Connections with one request in flight each; 1 unless given. With rate, the most that are opened; ${OPEN_LOOP_CONNECTIONS} unless given.`,
      ),
    rate: rateField({ min: '0.001/s' })
      .optional()
      .describe('Requests due at this rate whatever happened before (open loop), for example 50/s.'),
    arrivals: z
      .enum(['constant', 'poisson'])
      .default('constant')
      .describe('With rate: evenly spaced, or at random with that mean; constant unless given.'),
    keepAlive: keepAliveField(),
    cookies: z
      .boolean()
      .default(false)
      .describe('Send back the cookies that were set, for each connection; false unless given.'),
    timeout: durationField({ min: '1ms' })
      .default(5000)
      .describe('When a request is given up; 5s unless given.'),
    from: fromField(),
  });
  return z.array(step).transform((steps) =>
    steps.map(({ id, at, duration, rate, timeout, connections, ...rest }, index) =>
      defined({
        ...rest,
        id: id ?? `load-${index + 1}`,
        atMs: at,
        durationMs: duration,
        ratePerSecond: rate,
        timeoutMs: timeout,
        connections: connections ?? (rate === undefined ? 1 : OPEN_LOOP_CONNECTIONS),
      }),
    ),
  );
}

/** `matrix:`; a benchmark table of pages × frontends × requests × concurrency. */
export function matrixSchema({ engines }: Vocabulary): z.ZodType<MatrixForm> {
  return z
    .strictObject({
      pages: oneOrMany(z.string()).optional().describe('Pages of this scenario; all of them unless given.'),
      frontends: oneOrMany(z.string()).describe('Frontends of the cluster.'),
      requests: oneOrMany(wholeNumber(1, MAX_REQUESTS))
        .default([])
        .describe('Requests of a cell (n), one or several. Either this or duration.'),
      duration: durationField({ min: '1ms' })
        .optional()
        .describe('How long a cell runs. Either this or requests.'),
      concurrency: oneOrMany(wholeNumber(1, MAX_CONNECTIONS)).describe(
        'Concurrent connections of a cell (c), one or several.',
      ),
      exclude: z
        .array(cellFilterSchema())
        .default([])
        .describe('Cells to leave out: those that match every key of an item.'),
      engine: engineField(engines),
      keepAlive: keepAliveField(),
      repeat: wholeNumber(1, 1000)
        .default(1)
        .describe('How often each cell is measured; 1 unless given. Six give a 95% interval of the median.'),
      order: z
        .enum(['interleaved', 'sequential'])
        .default('interleaved')
        .describe('interleaved, in blocks of a seeded random order, unless given; or sequential, as listed.'),
      warmup: wholeNumber(0, MAX_REQUESTS)
        .default(0)
        .describe(
          'Requests sent to each page and frontend before its first cell, and discarded; 0 unless given.',
        ),
      cooldown: durationField().default(0).describe('Pause after each cell; 0s unless given.'),
      timeout: durationField({ min: '1ms' })
        .default(30_000)
        .describe('When a request is given up; 30s unless given.'),
      from: fromField(),
    })
    .transform(({ duration, cooldown, timeout, ...rest }) =>
      defined({ ...rest, durationMs: duration, cooldownMs: cooldown, timeoutMs: timeout }),
    );
}

/** A matrix whose pages may still mean all of them. */
export type MatrixForm = Omit<Matrix, 'pages'> & { readonly pages?: readonly string[] };

function cellFilterSchema(): z.ZodType<CellFilter> {
  return z
    .strictObject({
      page: oneOrMany(z.string()).optional().describe('Pages, one or several.'),
      frontend: oneOrMany(z.string()).optional().describe('Frontends, one or several.'),
      requests: oneOrMany(wholeNumber(1, MAX_REQUESTS)).optional().describe('Numbers of requests.'),
      concurrency: oneOrMany(wholeNumber(1, MAX_CONNECTIONS)).optional().describe('Concurrencies.'),
    })
    .transform(defined);
}

function engineField(engines: readonly string[]) {
  return z
    .enum(engines)
    .default('native')
    .describe(`Load engine: ${engines.join(', ')}; native unless given.`);
}

function keepAliveField() {
  return z
    .boolean()
    .default(false)
    .describe(
      'Reuse connections; false unless given, so that each request opens its own, as ab does without -k.',
    );
}

function fromField() {
  return nameField()
    .optional()
    .describe(
      "Host that sends the load: local, or a host of the cluster; the cluster's load.from unless given.",
    );
}
