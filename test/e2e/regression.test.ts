import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateReport } from '../../src/measurements/comparison/gate.js';
import { type Bench, bench } from './cli.js';

/** The time that a page takes is almost all waiting, so that a busy machine changes little of it. */
const SCENARIO = `
name: gated
cluster: embedded
pages:
  static: { path: /index.php, expect: { contains: served by } }
matrix:
  frontends: [tcp]
  requests: 8
  concurrency: 4
  repeat: 2
regression: { pairs: 8, slices: 2, margin: 20% }
`;

describe('a page of the embedded lab that takes twice as long', () => {
  let place: Bench;

  before(async () => {
    place = bench();
    writeFileSync(join(place.folder, 'gated.yaml'), SCENARIO);
    const slow = 'cluster.emulation.serviceTime=100ms';
    const { exitCode, stderr } = await place.chaos(
      'run',
      'gated.yaml',
      '--set',
      slow,
      '--out',
      'slow',
      '--no-report',
    );
    assert.ok(exitCode < 2, stderr);
  });

  after(() => place.remove());

  const inTurnsWith = (serviceTime: string, ...more: string[]) =>
    place.chaos(
      'check',
      'slow',
      '--rerun-reference',
      `set:cluster.emulation.serviceTime=${serviceTime}`,
      ...more,
    );

  it('is caught by a check in turns with the page as it was', async () => {
    const { exitCode, stdout, stderr } = await inTurnsWith('50ms');
    assert.equal(exitCode, 1, stderr);
    assert.match(stdout, /REGRESSION/);
    const report = JSON.parse(
      readFileSync(join(place.folder, 'slow', 'check', 'check.json'), 'utf8'),
    ) as GateReport;
    const [finding] = report.findings;
    assert.equal(finding?.gate, 'fail');
    assert.equal(finding.size.before, 8);
    assert.ok((finding.ratio ?? 1) < 0.7, String(finding.ratio));
    assert.match(readFileSync(join(place.folder, 'slow', 'check', 'junit.xml'), 'utf8'), /failures="1"/);
    assert.match(readFileSync(join(place.folder, 'slow', 'check', 'check.md'), 'utf8'), /Worse than before/);
  });

  it('passes in turns with itself', async () => {
    const { exitCode, stdout, stderr } = await inTurnsWith('100ms', '--json');
    assert.equal(exitCode, 0, stderr);
    assert.equal((JSON.parse(stdout) as GateReport).verdict, 'pass');
  });

  it('is not judged without a baseline, which is no pass unless that is allowed', async () => {
    const store = ['--store', 'other.ndjson', '--no-record'];
    const refused = await place.chaos('check', 'slow', ...store);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stdout, /which is no pass/);
    const allowed = await place.chaos('check', 'slow', '--allow-unknown', ...store);
    assert.equal(allowed.exitCode, 0);
  });

  it('is remembered once it was checked, and can be listed and exported', async () => {
    const listed = await place.chaos('history', 'list');
    assert.equal(listed.stdout.trim().split('\n').length, 1);
    assert.match(listed.stdout, /gated {2}embedded/);
    const exported = await place.chaos('history', 'export', '--format', 'otava', '--out', 'exported');
    assert.equal(exported.exitCode, 0, exported.stderr);
    const [header = '', row = ''] = readFileSync(join(place.folder, 'exported', 'otava.csv'), 'utf8').split(
      '\n',
    );
    assert.match(header, /^time,commit,run,.*matrix\.requestsPerSecond static\/tcp n=8 c=4/);
    assert.equal(row.split(',').length, header.split(',').length);
  });
});

describe('what cannot be compared', () => {
  let place: Bench;

  before(() => {
    place = bench();
  });

  after(() => place.remove());

  it('is refused with what to do about it', async () => {
    const cases: readonly (readonly [RegExp, ...string[]])[] = [
      [/error\[NO_RUN\]/, 'check'],
      [/error\[NOT_A_RUN\]/, 'check', 'nowhere'],
      [/error\[NOT_A_RUN\]/, 'compare', 'nowhere', 'neither'],
      [/error\[NO_BASELINE\]/, 'baseline', 'show'],
      [/error\[NO_RUN\]/, 'history', 'export', '--format', 'otava'],
    ];
    for (const [expected, ...args] of cases) {
      const { exitCode, stderr } = await place.chaos(...args);
      assert.equal(exitCode, 2, args.join(' '));
      assert.match(stderr, expected);
      assert.match(stderr, /hint: /);
    }
  });
});
