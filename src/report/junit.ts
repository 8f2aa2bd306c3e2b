import { XMLBuilder } from 'fast-xml-parser';
import type { ExpectationResult, Measurements } from '../measurements/types.js';
import { actualText, conditionText } from './findings/verdict.js';
import { type Speech, speechFor } from './locales/locale.js';
import { printable } from './text.js';
import type { ReportFormat } from './types.js';

/**
 * For CI: a test case for each expectation. What could not be judged is an `error`, never a pass; a run
 * that did not go to its end adds an error of its own, since its expectations saw only a part.
 */
export const junitReport: ReportFormat = {
  name: 'junit',
  summary: 'junit.xml, one test case for each expectation',
  async render(measurements, { language }) {
    return [{ path: 'junit.xml', content: document(measurements, speechFor(language)) }];
  },
};

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

export interface TestCase {
  readonly '@name': string;
  readonly '@classname': string;
  readonly '@time': string;
  readonly failure?: Trouble;
  readonly error?: Trouble;
}

interface Trouble {
  readonly '@message': string;
  readonly '@type': string;
  readonly '#text': string;
}

function document(measurements: Measurements, speech: Speech): string {
  const scenario = printable(measurements.scenario);
  return junitDocument({
    suite: scenario,
    cases: [
      ...measurements.expectations.map((one) => expectationCase(one, scenario, speech)),
      ...unfinishedCase(measurements, scenario, speech),
    ],
    properties: propertiesOf(measurements),
    seconds: measurements.durationMs / 1000,
    startedAt: measurements.startedAt,
  });
}

export interface JunitSuite {
  readonly suite: string;
  readonly cases: readonly TestCase[];
  readonly properties: Readonly<Record<string, string>>;
  readonly seconds?: number;
  /** ISO 8601 UTC. */
  readonly startedAt?: string;
}

/** One suite as a whole file. */
export function junitDocument({ suite, cases, properties, seconds = 0, startedAt }: JunitSuite): string {
  const counts = {
    '@tests': String(cases.length),
    '@failures': String(cases.filter((one) => one.failure !== undefined).length),
    '@errors': String(cases.filter((one) => one.error !== undefined).length),
    '@time': seconds.toFixed(3),
  };
  const xml = builder.build({
    testsuites: {
      '@name': 'chaos',
      ...counts,
      testsuite: {
        '@name': printable(suite),
        ...counts,
        ...(startedAt === undefined ? {} : { '@timestamp': startedAt.replace(/(\.\d+)?Z$/, '') }),
        properties: {
          property: Object.entries(properties).map(([name, value]) => ({
            '@name': name,
            '@value': printable(value),
          })),
        },
        testcase: cases,
      },
    },
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
}

function propertiesOf({ cluster, fidelity, seed, verdict }: Measurements): Readonly<Record<string, string>> {
  return { cluster, fidelity, seed: String(seed), verdict };
}

function expectationCase(one: ExpectationResult, scenario: string, speech: Speech): TestCase {
  const common = { '@name': printable(conditionText(one)), '@classname': scenario, '@time': '0.000' };
  if (one.verdict === 'pass') {
    return common;
  }
  const words = speech.words.tables.columns;
  const actual = actualText(one, speech);
  const because = printable(one.because ?? actual);
  const text = [
    `${words.condition}: ${printable(conditionText(one))}`,
    `${words.actual}: ${actual}`,
    ...(one.because === undefined ? [] : [`${words.because}: ${because}`]),
  ].join('\n');
  return one.verdict === 'fail'
    ? { ...common, failure: { '@message': `${words.actual}: ${actual}`, '@type': 'fail', '#text': text } }
    : { ...common, error: { '@message': because, '@type': 'unknown', '#text': text } };
}

function unfinishedCase({ outcome }: Measurements, scenario: string, speech: Speech): readonly TestCase[] {
  if (outcome === 'completed') {
    return [];
  }
  const reason = speech.words.outcome[outcome];
  return [
    {
      '@name': speech.words.labels.run,
      '@classname': scenario,
      '@time': '0.000',
      error: { '@message': reason, '@type': outcome, '#text': reason },
    },
  ];
}
