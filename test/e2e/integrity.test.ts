import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurements } from '../../src/measurements/types.js';
import { type RecordSite, startRecordSite } from '../support/record-site.js';
import { type Bench, bench, ROOT } from './cli.js';

const scenario = (name: string) => join(ROOT, 'scenarios', `${name}.yaml`);
const sets = (...pairs: string[]) => pairs.flatMap((pair) => ['--set', pair]);

describe('records that are written and read back', () => {
  let place: Bench;

  beforeEach(() => {
    place = bench();
  });

  afterEach(() => place.remove());

  async function measured(...args: string[]) {
    const { exitCode, stdout, stderr } = await place.chaos(
      'run',
      ...args,
      '--out',
      'out',
      '--json',
      '--quiet',
    );
    assert.notEqual(stdout, '', stderr);
    return { exitCode, measurements: JSON.parse(stdout) as Measurements };
  }

  describe('on the embedded cluster', () => {
    it('outlive a peer that loses its cable, and are removed (gluster-peer-down)', async () => {
      const { measurements } = await measured(
        scenario('gluster-peer-down'),
        ...sets('faults.unplug-peer.at=2s', 'faults.unplug-peer.for=8s', 'integrity.records.every=200ms'),
      );
      const ofRecords = measurements.expectations.filter(({ metric }) => metric.startsWith('integrity.'));
      assert.equal(ofRecords.length, 4);
      assert.ok(
        ofRecords.every(({ verdict }) => verdict === 'pass'),
        JSON.stringify(ofRecords, null, 2),
      );
      assert.deepEqual(
        measurements.warnings.filter(({ code }) => code.startsWith('RECORDS')),
        [],
      );
    });

    it('are a hundred files on each brick, read back whole (gluster-replicated)', async () => {
      const { exitCode, measurements } = await measured(scenario('gluster-replicated'));
      assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
    });

    it('are refused without a quorum of bricks, and none that was acknowledged is lost (storage.brick-down)', async () => {
      const { measurements } = await measured(
        scenario('gluster-peer-down'),
        ...sets(
          'faults=[{ id: two, inject: storage.brick-down, target: [gluster1, gluster2], at: 3s, for: 4s }]',
          'expect={ integrity.lost: "== 0", integrity.refused: "> 5", integrity.rto: ["> 2s", "< 6s"] }',
          'settle=3s',
          'integrity.records.every=200ms',
        ),
      );
      assert.equal(measurements.verdict, 'pass', JSON.stringify(measurements.expectations, null, 2));
    });
  });

  describe('on a site that loses what it acknowledged', () => {
    let site: RecordSite;

    beforeEach(async () => {
      site = await startRecordSite();
      site.course = { trouble: 'forget', from: 11, until: 21 };
      writeFileSync(join(place.folder, 'cluster.yaml'), clusterAt(site.url));
      writeFileSync(join(place.folder, 'scenario.yaml'), LOSSY);
    });

    afterEach(() => site.close());

    it('are reported as lost, with the time whose work is gone, in every report', async () => {
      const { exitCode, measurements } = await measured('scenario.yaml');
      assert.equal(exitCode, 1);
      const [row] = measurements.integrity;
      assert.deepEqual([row?.acknowledged, row?.fates.lost, row?.fates.kept], [40, 10, 30]);
      // The first and the last of ten are sent nine intervals of 50 ms apart; a busy machine answers unevenly.
      const { lowMs = 0, highMs = null } = row?.recoveryPoint ?? {};
      assert.ok(lowMs > 300 && highMs !== null && highMs > lowMs, `[${lowMs}, ${highMs}]`);
      const verdicts = measurements.expectations.map(({ verdict }) => verdict);
      assert.deepEqual(verdicts, ['fail', 'pass']);
      const read = (path: string) => readFileSync(join(place.folder, 'out', path), 'utf8');
      assert.match(read('report.md'), /10 lost of 40 acknowledged records/);
      assert.match(read('report.html'), /10 lost of 40 acknowledged records/);
      assert.match(read('junit.xml'), /integrity\.lost/);
      assert.match(read('tables/integrity.csv'), /^records,site,50,4096,0,40,40,0,0,30,0,10,/m);
      assert.match(read('tables/losses.csv'), /^records,10,/m);
      assert.match(read('tables/integrity.tex'), /site/);
    });

    it('are told in Spanish too', async () => {
      await measured('scenario.yaml', '--lang', 'es');
      const report = readFileSync(join(place.folder, 'out', 'report.md'), 'utf8');
      assert.match(report, /10 perdidos de 40 registros confirmados/);
    });
  });

  describe('in a folder of this machine', () => {
    const toFolder = (folder: string) => {
      writeFileSync(join(place.folder, 'cluster.yaml'), clusterAt('http://127.0.0.1:9'));
      writeFileSync(join(place.folder, 'scenario.yaml'), FOLDER.replace('FOLDER', folder));
    };

    it('are written, kept and removed', async () => {
      toFolder(place.folder);
      const { exitCode, measurements } = await measured('scenario.yaml');
      assert.equal(exitCode, 0, JSON.stringify(measurements.expectations, null, 2));
      assert.equal(measurements.integrity[0]?.fates.kept, 5);
      assert.deepEqual(
        measurements.warnings.filter(({ code }) => code.startsWith('RECORDS')),
        [],
      );
    });

    it('need that folder, and nothing is touched without it', async () => {
      toFolder(join(place.folder, 'none'));
      const { exitCode, stderr } = await place.chaos('run', 'scenario.yaml', '--out', 'out');
      assert.equal(exitCode, 3, stderr);
      assert.match(stderr, /error\[HOST_LACKS\].*none can be written to on local/);
    });
  });
});

const clusterAt = (url: string) => `name: mine\nfrontends: { site: { url: "${url}" } }\n`;

const LOSSY = `
name: lossy
cluster: ./cluster.yaml
integrity:
  - id: records
    frontend: site
    write: "/records/{name}"
    read: "/records/{name}"
    remove: "/records/{name}"
    every: 50ms
    count: 40
    patience: 1s
duration: 6s
expect:
  integrity.lost: "== 0"
  integrity.rpo: "> 300ms"
`;

const FOLDER = `
name: folder
cluster: ./cluster.yaml
integrity:
  - { id: records, on: local, folder: "FOLDER", every: 400ms, count: 5, patience: 1s }
duration: 6s
expect:
  integrity.lost: "== 0"
  integrity.acknowledged: "== 5"
`;
