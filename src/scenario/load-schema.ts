import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import { durationField, nameField, oneOrMany, rateField, wholeNumber } from '../core/document/fields.js';
import type { CellFilter, LoadStep, Matrix, RateStage, WeightedPage, Workers } from './types.js';
import type { Vocabulary } from './vocabulary.js';

const MAX_CONNECTIONS = 10_000;
const MAX_REQUESTS = 1_000_000_000;
/** An open loop that may not open a second connection would wait for the first, and be a closed loop. */
const OPEN_LOOP_CONNECTIONS = 100;
const MAX_WORKERS = 64;

/** `load:`; load on the time line, beside the faults. */
export function loadSchema({ engines }: Vocabulary): z.ZodType<readonly LoadStep[]> {
  const step = z.strictObject({
    id: nameField().optional().describe('Name in reports; load-1, load-2, … unless given.'),
    page: z.string().optional().describe('A page of this scenario. Either this or pages.'),
    pages: z
      .record(z.string(), z.number().positive())
      .optional()
      .describe('Pages of this scenario with their weights: each request is for one of them, at random.'),
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
    profile: z
      .array(stageSchema())
      .min(1)
      .optional()
      .describe('Rates one after another, instead of duration or requests: ramps and steps.'),
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
    workers: workersField(),
    from: fromField(),
  });
  return z.array(step).transform((steps) =>
    steps.map(({ id, at, duration, rate, profile, timeout, connections, page, pages, ...rest }, index) => {
      const isOpen = rate !== undefined || profile !== undefined;
      return defined({
        ...rest,
        ...pagesOf(page, pages),
        id: id ?? `load-${index + 1}`,
        atMs: at,
        durationMs: profile === undefined ? duration : lengthOf(profile),
        ratePerSecond: isOpen ? (rate ?? 0) : undefined,
        stages: profile,
        timeoutMs: timeout,
        connections: connections ?? (isOpen ? OPEN_LOOP_CONNECTIONS : 1),
      });
    }),
  );
}

function stageSchema(): z.ZodType<RateStage> {
  return z
    .strictObject({
      rate: rateField().describe('The rate of this stage, or that it goes to, for example 500/s.'),
      over: durationField({ min: '1ms' })
        .optional()
        .describe('Goes evenly from the rate before to this one within this time. Either this or for.'),
      for: durationField({ min: '1ms' })
        .optional()
        .describe('Is at this rate for this time. Either this or over.'),
    })
    .transform(({ rate, over, for: held }) => ({
      shape: over === undefined ? 'hold' : 'ramp',
      ratePerSecond: rate,
      durationMs: over ?? held ?? 0,
    }));
}

function lengthOf(stages: readonly RateStage[]): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** The cross-checks see to it that one of the two is given. */
function pagesOf(
  page: string | undefined,
  pages: Readonly<Record<string, number>> | undefined,
): { readonly page: string; readonly mix?: readonly WeightedPage[] } {
  if (pages === undefined) return { page: page ?? '' };
  const mix = Object.entries(pages).map(([name, weight]) => ({ page: name, weight }));
  return { page: Object.keys(pages).join('+'), mix };
}

/** `matrix:`; a benchmark table of conditions × pages × frontends × requests × concurrency. */
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
      conditions: oneOrMany(z.string())
        .default([])
        .describe(
          'What the cells are measured in: healthy, and names under conditions; the cluster as it is unless given.',
        ),
      blocksPerCondition: wholeNumber(1, 1000)
        .default(1)
        .describe(
          'How many blocks are measured each time that a condition is brought about; 1 unless given.',
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
        .enum(['interleaved', 'abba', 'sequential'])
        .default('interleaved')
        .describe(
          'interleaved, in blocks of a seeded random order, unless given; abba, the same with frontends side by side and taking turns to be first; or sequential, as listed.',
        ),
      warmup: wholeNumber(0, MAX_REQUESTS)
        .default(0)
        .describe(
          'Requests sent to each page and frontend before its first cell, and discarded; 0 unless given.',
        ),
      cooldown: durationField().default(0).describe('Pause after each cell; 0s unless given.'),
      timeout: durationField({ min: '1ms' })
        .default(30_000)
        .describe('When a request is given up; 30s unless given.'),
      workers: workersField(),
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
      condition: oneOrMany(z.string()).optional().describe('Conditions, one or several.'),
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

function workersField(): z.ZodType<Workers | undefined> {
  return z
    .union([wholeNumber(1, MAX_WORKERS), z.literal('auto')])
    .optional()
    .describe(
      'Threads that share the load, each with its part of connections, requests and rate; auto: one for each core but one; 1 unless given.',
    );
}

function fromField() {
  return nameField()
    .optional()
    .describe(
      "Host that sends the load: local, or a host of the cluster; the cluster's load.from unless given.",
    );
}
