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
    const xml = builder.build(document(measurements, speechFor(language)));
    return [{ path: 'junit.xml', content: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}` }];
  },
};

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

interface TestCase {
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

function document(measurements: Measurements, speech: Speech): object {
  const scenario = printable(measurements.scenario);
  const seconds = (measurements.durationMs / 1000).toFixed(3);
  const cases = [
    ...measurements.expectations.map((one) => expectationCase(one, scenario, speech)),
    ...unfinishedCase(measurements, scenario, speech),
  ];
  const counts = {
    '@tests': String(cases.length),
    '@failures': String(cases.filter((one) => one.failure !== undefined).length),
    '@errors': String(cases.filter((one) => one.error !== undefined).length),
    '@time': seconds,
  };
  return {
    testsuites: {
      '@name': 'chaos',
      ...counts,
      testsuite: {
        '@name': scenario,
        ...counts,
        '@timestamp': measurements.startedAt.replace(/(\.\d+)?Z$/, ''),
        properties: { property: propertiesOf(measurements) },
        testcase: cases,
      },
    },
  };
}

function propertiesOf({ cluster, fidelity, seed, verdict }: Measurements): readonly object[] {
  return Object.entries({ cluster, fidelity, seed: String(seed), verdict }).map(([name, value]) => ({
    '@name': name,
    '@value': printable(value),
  }));
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
