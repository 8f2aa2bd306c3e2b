import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import {
  durationField,
  fieldOfParts,
  nameField,
  wholeNumber,
  withCrossChecks,
} from '../core/document/fields.js';
import { compareSchema, conditionsSchema } from './conditions-schema.js';
import { crossCheckScenario } from './cross-checks.js';
import { CONDITION_PATTERN, readExpectations } from './expectations.js';
import { integritySchema } from './integrity-schema.js';
import { loadSchema, matrixSchema } from './load-schema.js';
import { pagesSchema } from './pages-schema.js';
import { regressionSchema } from './regression-schema.js';
import { faultsSchema, probesSchema } from './steps-schema.js';
import type { Expectation, LocalizedText, Matrix, OutageSettings, Scenario } from './types.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * The YAML form of a scenario, read to {@link Scenario}: defaults filled in, durations in milliseconds, the
 * faults' options parsed by their own schemas. Whether the cluster has the frontends, hosts and roles that
 * it names is not known here.
 */
export function scenarioSchema(vocabulary: Vocabulary): z.ZodType<Scenario> {
  return withCrossChecks(scenarioForm(vocabulary), (data) => crossCheckScenario(data, vocabulary));
}

/** JSON Schema of a scenario file, for editors. */
export function scenarioJsonSchema(vocabulary: Vocabulary): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(scenarioForm(vocabulary), { io: 'input', target: 'draft-7' });
  const { faults, conditions } = Object(schema.properties);
  const options = optionsByFault(vocabulary);
  return {
    ...schema,
    title: 'chaos scenario',
    properties: {
      ...schema.properties,
      faults: { ...faults, items: { ...faults.items, allOf: options } },
      conditions: {
        ...conditions,
        additionalProperties: partsWith(conditions.additionalProperties, options),
      },
    },
  };
}

function scenarioForm(vocabulary: Vocabulary): z.ZodType<Scenario> {
  return z
    .strictObject({
      name: nameField().describe('Name of the scenario and of its folder of reports.'),
      title: localizedText()
        .optional()
        .describe('Title of its reports: a text, or one for each language. The name unless given.'),
      description: localizedText().optional().describe('What it is for: a text, or one for each language.'),
      cluster: z
        .string()
        .min(1)
        .default('embedded')
        .describe(
          'A name in fixtures/clusters or the path of a cluster file; embedded unless given. --cluster overrides it.',
        ),
      requires: z
        .array(nameField())
        .default([])
        .describe('Roles and features that the cluster must offer, for example director, vip, gluster.'),
      pages: pagesSchema().default({}).describe('What is requested, by name.'),
      load: loadSchema(vocabulary).default([]).describe('Load on the time line.'),
      matrix: matrixSchema(vocabulary)
        .optional()
        .describe('Benchmark table: pages × frontends × requests × concurrency.'),
      probes: probesSchema()
        .default([])
        .describe('Requests on a fixed schedule that tell when the site was away.'),
      integrity: integritySchema()
        .default([])
        .describe('Records that are written and read back: what was lost, torn, stale or stored twice.'),
      faults: faultsSchema(vocabulary).default([]).describe('What is broken, where, when and for how long.'),
      conditions: conditionsSchema(vocabulary)
        .default([])
        .describe('What cells of the matrix can be measured in, by name: a fault, or a list of them.'),
      compare: compareSchema(vocabulary)
        .optional()
        .describe('Two values of a factor of the matrix that the report compares.'),
      outages: outagesSchema()
        .default({ minimumFailures: 1, mergeOver: 0 })
        .describe('What counts as an outage in the measurements.'),
      expect: expectSchema(vocabulary)
        .default([])
        .describe('Conditions that the measurements must meet, by metric.'),
      regression: regressionSchema(vocabulary)
        .prefault({})
        .describe('What `chaos check` lets pass before it speaks of a regression.'),
      duration: durationField({ min: '1ms' })
        .optional()
        .describe('Length of the time line; without it, the end of the last load or fault, and settle.'),
      settle: durationField()
        .default(2000)
        .describe('How long probes and observers go on after the last load and fault; 2s unless given.'),
      repeat: wholeNumber(1, 1000)
        .default(1)
        .describe(
          'How often the whole time line is run; 1 unless given. Six give a 95% interval of the median.',
        ),
      cooldown: durationField()
        .default(10_000)
        .describe('Pause between two repeats of the time line; 10s unless given.'),
    })
    .transform(({ title, matrix, duration, settle, cooldown, ...rest }) =>
      defined({
        ...rest,
        title: title ?? { en: rest.name },
        matrix: matrix === undefined ? undefined : withPages(matrix, Object.keys(rest.pages)),
        durationMs: duration,
        settleMs: settle,
        cooldownMs: cooldown,
      }),
    );
}

function withPages(
  matrix: Omit<Matrix, 'pages'> & { readonly pages?: readonly string[] },
  all: readonly string[],
): Matrix {
  return { ...matrix, pages: matrix.pages ?? all };
}

function outagesSchema(): z.ZodType<OutageSettings> {
  return z.strictObject({
    minimumFailures: wholeNumber(1, 1000)
      .default(1)
      .describe('The least failed probes in a row that are an outage; 1 unless given.'),
    mergeOver: wholeNumber(0, 1000)
      .default(0)
      .describe('Outages with at most this many answered probes between them are one; 0 unless given.'),
  });
}

function localizedText(): z.ZodType<LocalizedText> {
  const text = z.string().min(1);
  return z.union([
    text.transform((en): LocalizedText => ({ en })),
    z
      .strictObject({ en: text.describe('English.'), es: text.optional().describe('Spanish.') })
      .transform(defined),
  ]);
}

function expectSchema({ metrics }: Vocabulary): z.ZodType<readonly Expectation[]> {
  const condition = { type: 'string', pattern: CONDITION_PATTERN };
  const names = Object.keys(metrics).map((name) => name.replaceAll('.', '\\.'));
  const json = {
    type: 'object',
    propertyNames: { pattern: `^(${names.join('|')})(\\[[^\\[\\]]+\\])?$` },
    additionalProperties: { anyOf: [condition, { type: 'array', items: condition }] },
  };
  return fieldOfParts(json, (value) => readExpectations(value, metrics));
}

/** One part, or a list of them. */
function partsWith(
  { anyOf: [one, list] }: { readonly anyOf: readonly [object, { readonly items: object }] },
  options: readonly object[],
) {
  return {
    anyOf: [
      { ...one, allOf: options },
      { ...list, items: { ...list.items, allOf: options } },
    ],
  };
}

/** JSON Schema's way to say that `with` depends on `inject`. */
function optionsByFault({ faults }: Vocabulary) {
  return Object.entries(faults).map(([name, options]) => {
    const { $schema: _, ...json } = z.toJSONSchema(options, {
      io: 'input',
      target: 'draft-7',
      unrepresentable: 'any',
    });
    return {
      if: { properties: { inject: { const: name } }, required: ['inject'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { with: json } },
    };
  });
}
