import assert from 'node:assert/strict';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Measurements } from '../../src/measurements/types.js';
import { junitReport } from '../../src/report/junit.js';
import { samples } from './samples.js';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => name === 'testcase',
});

async function suiteOf(measurements: Measurements) {
  const [file] = await junitReport.render(measurements, { language: 'en' });
  assert.ok(file);
  assert.equal(XMLValidator.validate(file.content), true);
  return parser.parse(file.content).testsuites.testsuite;
}

describe('The JUnit report', () => {
  it('has a test case for each expectation, and no more when the run went to its end', async () => {
    const suite = await suiteOf(samples.failoverRun);
    assert.deepEqual(
      suite.testcase.map((one: { name: string }) => one.name),
      ['outage.max < 5s', 'failover.count >= 1', 'vip.overlap.max < 500ms', 'availability.time >= 80%'],
    );
    assert.deepEqual([suite.tests, suite.failures, suite.errors], ['4', '0', '0']);
  });

  it('fails an expectation that failed, with what was measured and within which bounds', async () => {
    const suite = await suiteOf(samples.failedRun);
    assert.equal(suite.testcase[0].failure.message, 'Actual: 6.12 s [6.10, 6.14]');
    assert.equal(suite.failures, '2');
  });

  it('makes an unknown verdict an error with its reason', async () => {
    const suite = await suiteOf(samples.unknownRun);
    assert.equal(suite.testcase[0].error.message, 'nothing on this cluster tells who owns an address');
    assert.equal(suite.errors, '1');
  });

  it('adds an error of its own to a run that did not go to its end', async () => {
    const suite = await suiteOf(samples.empty);
    assert.equal(suite.testcase[0].error.type, 'broke-off');
  });

  it('stays well-formed whatever the names are', async () => {
    await suiteOf(samples.hostile);
  });
});
