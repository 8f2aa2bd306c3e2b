import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import type { Measurements } from '../../src/measurements/types.js';
import { csvReport } from '../../src/report/csv.js';
import { samples } from './samples.js';

async function rowsOf(measurements: Measurements, name: string): Promise<Record<string, string>[]> {
  const files = await csvReport.render(measurements, { language: 'es' });
  const file = files.find((one) => one.path === `tables/${name}.csv`);
  assert.ok(file, name);
  return parse(file.content, { columns: true });
}

describe('The CSV tables', () => {
  it('begin matrix.csv with the columns that other programs rely on', async () => {
    const files = await csvReport.render(samples.smallMatrix, { language: 'en' });
    const [header] = files.find((file) => file.path === 'tables/matrix.csv')?.content.split('\n') ?? [];
    assert.match(
      header ?? '',
      /^page,frontend,engine,requests,concurrency,repeat,requests_per_second,time_per_request_ms,time_per_request_across_ms,p50_ms,p90_ms,p99_ms,max_ms,failed,non_2xx,transfer_kbytes_per_second,valid,/,
    );
  });

  it('are written only where there are rows', async () => {
    const paths = (await csvReport.render(samples.balanceRun, { language: 'en' })).map((file) => file.path);
    assert.deepEqual(paths, ['tables/balance.csv', 'tables/stickiness.csv']);
    assert.deepEqual(await csvReport.render(samples.empty, { language: 'en' }), []);
  });

  it('keep decimal points in Spanish', async () => {
    const [row] = await rowsOf(samples.failoverRun, 'outages');
    assert.equal(row?.low_ms, '3100.2');
  });

  it('leave empty what was not measured, and the length of an outage that is still open', async () => {
    const [probe] = await rowsOf(samples.unknownRun, 'probes');
    assert.equal(probe?.availability_by_time, '');
    const outages = await rowsOf(samples.failedRun, 'outages');
    assert.deepEqual([outages[3]?.low_ms, outages[3]?.high_ms], ['5000', '']);
  });

  it('guard texts that a spreadsheet would run, and leave negative numbers alone', async () => {
    const [row] = await rowsOf(samples.hostile, 'matrix');
    assert.match(row?.page ?? '', /^'=/);
    assert.equal(row?.engine, "'-1+1");
    const [failover] = await rowsOf(samples.failedRun, 'failovers');
    assert.equal(failover?.gap_ms, '-120');
  });
});
