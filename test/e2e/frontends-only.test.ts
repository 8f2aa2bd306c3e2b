import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurements } from '../../src/measurements/types.js';
import { type Bench, bench } from './cli.js';
import { pageServer } from './page-server.js';

const SCENARIO = `
name: look
title: A look at a site
cluster: ./cluster.yaml
pages:
  home: { path: /, expect: { contains: hello } }
load:
  - { page: home, frontend: site, connections: 2, duration: 1s }
matrix:
  frontends: [site]
  requests: [60]
  concurrency: [1, 3]
  repeat: 2
probes:
  - { page: home, frontend: site, every: 20ms, timeout: 500ms }
settle: 500ms
expect:
  probe.failed: "== 0"
  matrix.failed: "== 0"
`;

describe('a cluster that holds frontends alone', () => {
  let place: Bench;
  let site: Awaited<ReturnType<typeof pageServer>>;

  beforeEach(async () => {
    place = bench();
    site = await pageServer();
    writeFileSync(join(place.folder, 'scenario.yaml'), SCENARIO);
    writeFileSync(
      join(place.folder, 'cluster.yaml'),
      `name: mine\nfrontends: { site: { url: "${site.url}" } }\n`,
    );
  });

  afterEach(async () => {
    await site.close();
    place.remove();
  });

  it('is loaded, probed and measured', async () => {
    const { exitCode, stdout, stderr } = await place.chaos('run', 'scenario.yaml', '--out', 'out', '--json');
    assert.equal(exitCode, 0, stderr);
    const measurements = JSON.parse(stdout) as Measurements;
    assert.equal(measurements.fidelity, 'live');
    assert.equal(measurements.matrix.length, 4);
    for (const { requests, failed, invalidBecause } of measurements.matrix) {
      assert.deepEqual([requests, failed], [60, 0]);
      // A machine that others keep busy makes a cell invalid, and rightly so.
      const because = invalidBecause.map(({ code }) => code).filter((code) => !code.endsWith('_SATURATED'));
      assert.deepEqual(because, []);
    }
    assert.ok((measurements.probes[0]?.ok ?? 0) > 50);
    assert.equal(measurements.probes[0]?.availabilityByRequests, 1);
    assert.deepEqual(measurements.outages, []);
    for (const file of [
      'run.json',
      'history.ndjson',
      'measurements.json',
      'report.html',
      'report.md',
      'junit.xml',
    ]) {
      assert.ok(existsSync(join(place.folder, 'out', file)), file);
    }
    const header = readFileSync(join(place.folder, 'out', 'tables', 'matrix.csv'), 'utf8').split('\n')[0];
    assert.match(header ?? '', /^page,frontend,engine,requests,concurrency,repeat,requests_per_second,/);
  });

  it('is measured the same when its history is read again', async () => {
    await place.chaos('run', 'scenario.yaml', '--out', 'out', '--quiet');
    const path = join(place.folder, 'out', 'measurements.json');
    const before = readFileSync(path, 'utf8');
    const { exitCode } = await place.chaos('report', 'out', '--format', 'json');
    assert.equal(exitCode, 0);
    assert.equal(readFileSync(path, 'utf8'), before);
  });

  it('is told apart from one that fails its expectations by the exit code', async () => {
    const { exitCode } = await place.chaos(
      'run',
      'scenario.yaml',
      '--out',
      'out',
      '--quiet',
      '--set',
      'pages.home.expect.contains=something else',
    );
    assert.equal(exitCode, 1);
    const { verdict } = JSON.parse(readFileSync(join(place.folder, 'out', 'measurements.json'), 'utf8'));
    assert.equal(verdict, 'fail');
  });

  it('is not run into a folder that holds results already', async () => {
    await place.chaos('run', 'scenario.yaml', '--out', 'out', '--quiet', '--set', 'load.0.duration=100ms');
    const { exitCode, stderr } = await place.chaos('run', 'scenario.yaml', '--out', 'out', '--quiet');
    assert.equal(exitCode, 2);
    assert.match(stderr, /error\[OUT_NOT_EMPTY\]/);
  });
});
