import type { GateReport } from '../../measurements/comparison/gate.js';
import { junitDocument, type TestCase } from '../junit.js';
import type { Speech } from '../locales/locale.js';
import { printable } from '../text.js';
import { failuresOf } from './content.js';
import { comparisonSpeech, nameOf } from './text.js';

/** A test case for each figure and each unmet expectation; what could not be judged is an error. */
export function checkJunit(report: GateReport, plain: Speech): string {
  const speech = comparisonSpeech(plain);
  const failures = failuresOf(report, speech);
  const names = [
    ...report.findings.map((finding) => nameOf(finding, speech)),
    ...report.unmet.map(({ condition }) => condition),
  ];
  const cases = names.map((name): TestCase => {
    const common = {
      '@name': printable(name),
      '@classname': printable(`${report.scenario}.check`),
      '@time': '0.000',
    };
    const failure = failures.find((one) => one.name === name);
    if (failure === undefined) {
      return common;
    }
    const text = printable(failure.text);
    const trouble = { '@message': text, '@type': failure.verdict, '#text': text };
    return failure.verdict === 'fail' ? { ...common, failure: trouble } : { ...common, error: trouble };
  });
  const properties = { cluster: report.cluster, verdict: report.verdict };
  return junitDocument({ suite: `${report.scenario}.check`, cases, properties });
}
