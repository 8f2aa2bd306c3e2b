import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import { durationField, nameField, oneOrMany, wholeNumber } from '../core/document/fields.js';
import type { FaultStep, ProbeStep } from './types.js';
import type { Vocabulary } from './vocabulary.js';

/** `probes:`; requests on a fixed schedule that tell when the site was away. */
export function probesSchema(): z.ZodType<readonly ProbeStep[]> {
  const step = z.strictObject({
    id: nameField().optional().describe('Name in reports; probe-1, probe-2, … unless given.'),
    page: z.string().describe('A page of this scenario.'),
    frontend: z.string().describe('A frontend of the cluster.'),
    every: durationField({ min: '1ms', max: '1h' })
      .default(20)
      .describe('Interval between probes; 20ms unless given.'),
    timeout: durationField({ min: '1ms', max: '1h' })
      .default(1000)
      .describe('When a probe has failed for want of an answer; 1s unless given.'),
    connection: z
      .enum(['new', 'keepalive'])
      .default('new')
      .describe(
        'new: a connection for each probe (unless given); keepalive: one connection, opened again when it was lost.',
      ),
    lanes: wholeNumber(1, 100)
      .default(1)
      .describe('Staggered lanes: with m lanes the resolution is every / m; 1 unless given.'),
    cookies: z
      .boolean()
      .default(false)
      .describe('Send back the cookies that were set, as a browser does; false unless given.'),
    latencyLimit: durationField({ min: '1ms' })
      .optional()
      .describe('A slower answer counts as a failure of its own kind.'),
  });
  return z.array(step).transform((steps) =>
    steps.map(({ id, every, timeout, latencyLimit, ...rest }, index) =>
      defined({
        ...rest,
        id: id ?? `probe-${index + 1}`,
        everyMs: every,
        timeoutMs: timeout,
        latencyLimitMs: latencyLimit,
      }),
    ),
  );
}

/** `faults:`; what is broken, where, when and for how long. */
export function faultsSchema(vocabulary: Vocabulary): z.ZodType<readonly FaultStep[]> {
  const step = z.strictObject({
    id: nameField().optional().describe('Name in reports; the name of the fault and a number unless given.'),
    ...injectionFields(vocabulary),
    at: durationField().describe('When it is injected on the time line.'),
    jitter: durationField()
      .default(0)
      .describe('Delays the injection by a seeded random share of this; 0s unless given.'),
    for: durationField({ min: '1ms' })
      .optional()
      .describe('How long it holds before it is undone; until the end of the time line unless given.'),
  });
  return z.array(step).transform((steps) => {
    const ids = defaultFaultIds(steps.map(({ inject }) => inject));
    return steps.map(({ id, at, jitter, for: hold, with: options, ...rest }, index) =>
      defined({
        ...rest,
        id: id ?? ids[index] ?? rest.inject,
        atMs: at,
        jitterMs: jitter,
        forMs: hold,
        with: readOptions(vocabulary, rest.inject, options),
      }),
    );
  });
}

/** What is broken, where and how: the keys that every fault has. */
export function injectionFields({ faults }: Vocabulary) {
  return {
    inject: z.enum(Object.keys(faults)).describe('The fault; `chaos list faults` says what there is.'),
    target: oneOrMany(z.string().trim().min(1)).describe(
      'A selector, or a list of them, for example "director:active" or cluster1.',
    ),
    with: z.record(z.string(), z.unknown()).default({}).describe('Options of the fault.'),
  };
}

/** Wrong options stay as they are: they are the cross-check's to report, whatever else is wrong. */
export function readOptions(
  { faults }: Vocabulary,
  inject: string,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const parsed = faults[inject]?.safeParse(options);
  return (parsed?.success ? parsed.data : options) as Readonly<Record<string, unknown>>;
}

/** `nic.unplug-1`, `nic.unplug-2`, … in the order of the file, counted for each fault alone. */
export function defaultFaultIds(injects: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  return injects.map((inject) => {
    const count = (counts.get(inject) ?? 0) + 1;
    counts.set(inject, count);
    return `${inject}-${count}`;
  });
}
