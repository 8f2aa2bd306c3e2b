import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonReport, prettyJson } from '../../src/report/json.js';
import { samples } from './samples.js';

describe('The JSON report', () => {
  it('holds the measurements as they are', async () => {
    const [file] = await jsonReport.render(samples.failoverRun, { language: 'es' });
    assert.equal(file?.path, 'measurements.json');
    assert.deepEqual(JSON.parse(file.content), samples.failoverRun);
  });

  it('is JSON that means the same as the plain form of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(prettyJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('keeps a point of a series on one line', async () => {
    const [file] = await jsonReport.render(samples.probesOnly, { language: 'en' });
    assert.match(file?.content ?? '', /^ +\{"t":90,"ms":3\.1,"ok":true\},$/m);
  });
});
