import assert from 'node:assert/strict';
import { XMLParser } from 'fast-xml-parser';
import { compareFactor } from '../../src/measurements/comparison/compare.js';
import { judgePairs } from '../../src/measurements/comparison/gate.js';
import { EXPORTS } from '../../src/report/benchmark-exports.js';
import { checkContent, comparisonContent } from '../../src/report/comparison/content.js';
import { checkFiles, comparisonFiles } from '../../src/report/comparison/files.js';
import { renderContent } from '../../src/report/comparison/terminal.js';
import { speechFor } from '../../src/report/locales/locale.js';
import { aResult, CELL, night, rates } from '../measurements/comparison/results.js';
import { LANGUAGES } from './contract.js';

const TEN = [100, 102, 98, 101, 99, 103, 97, 100, 101, 99];
const IMAGE = { ...CELL, page: '<image> & more' };
const nights = (share: number) =>
  TEN.map((value, index) =>
    night(index, [], {
      commit: share === 0 ? 'aaaa' : 'bbbb',
      series: [rates([value * (1 - share)]), rates([value], IMAGE), rates([null], { ...CELL, page: 'gone' })],
    }),
  );

const failed = judgePairs(
  aResult({ unmet: [{ condition: 'outage.max < 5s', verdict: 'fail' }] }),
  nights(0),
  nights(0.12),
  { margin: 0.05, margins: {} },
);
const factor = compareFactor(
  [
    aResult({
      series: [
        rates(TEN),
        rates(
          TEN.map((one) => one / 2),
          { ...CELL, frontend: 'other' },
        ),
      ],
    }),
  ],
  'frontend',
  ['tcp', 'other'],
  { metrics: ['matrix.requestsPerSecond'], seed: 1 },
);

describe('a check in words', () => {
  it('explains each failure on one screen: before, after, ratio, interval, p, and what else changed', () => {
    const text = renderContent(checkContent(failed, [], speechFor('en')), {
      language: 'en',
      width: 120,
      color: false,
    });
    for (const part of [
      'Worse than before.',
      '100/s → 88.0/s, −12.0%',
      '95% interval of the ratio [0.880, 0.880]',
      'p = 0.004',
      'allowed: 5.0%',
      'expectation outage.max < 5s: failed',
      'not enough valid figures to judge',
      'commit: aaaa → bbbb',
      'REGRESSION',
    ]) {
      assert.ok(text.includes(part), `${part} is not in:\n${text}`);
    }
    assert.ok(text.split('\n').length < 50);
    assert.ok(text.split('\n').every((line) => line.length <= 120));
  });

  it('writes files without holes, in both languages', async () => {
    for (const language of LANGUAGES) {
      const files = [
        ...(await checkFiles(failed, [], language)),
        ...(await comparisonFiles(factor, language)),
      ];
      assert.deepEqual(
        files.map(({ path }) => path),
        [
          ...['check.json', 'check.md', 'junit.xml', 'forest.vl.json', 'forest.svg'],
          ...['comparison.json', 'comparison.md', 'forest.vl.json', 'forest.svg'],
        ],
      );
      for (const { path, content } of files.filter((file) => !file.path.endsWith('.json'))) {
        assert.doesNotMatch(content, /\b(NaN|undefined|null|Infinity)\b|\[object/, path);
        assert.ok(!content.includes('<image>'), path);
      }
    }
  });

  it('is a JUnit suite in which a regression fails and what could not be judged is an error', async () => {
    const junit = (await checkFiles(failed, [], 'en')).find(({ path }) => path === 'junit.xml');
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(junit?.content ?? '');
    const suite = parsed.testsuites.testsuite;
    assert.deepEqual([suite['@_tests'], suite['@_failures'], suite['@_errors']], ['4', '2', '1']);
  });
});

describe('a comparison in words', () => {
  it('says the ratio, its interval, the noise floor and the verdict', () => {
    const text = renderContent(comparisonContent(factor, speechFor('en')), {
      language: 'en',
      width: 120,
      color: false,
    });
    assert.match(text, /0\.500 {2}\[0\.500, 0\.500\]/);
    assert.match(text, /worse/);
    assert.match(text, /Noise floor, requests\/s/);
  });

  it('speaks Spanish', () => {
    const text = renderContent(comparisonContent(factor, speechFor('es')), {
      language: 'es',
      width: 120,
      color: false,
    });
    assert.match(text, /razón/);
    assert.match(text, /peor/);
  });
});

describe('an export of the history', () => {
  it('is what Apache Otava reads: time, attributes, a column for each figure that was ever measured', () => {
    const [file] = EXPORTS.otava(nights(0));
    const [header = '', first = '', ...more] = file?.content.trim().split('\n') ?? [];
    assert.ok(
      header?.startsWith('time,commit,run,scenario,cluster,machine,matrix.requestsPerSecond static/tcp'),
    );
    assert.ok(!header.includes('gone'));
    assert.match(first, /^2030-01-01T00:00:00\.001Z,aaaa,night-001,nightly,here,this-machine,100,/);
    assert.equal(more.length, 9);
  });

  it('is what github-action-benchmark reads: name, unit and value of the last run', () => {
    const [bigger, smaller] = EXPORTS['github-action-benchmark'](nights(0));
    const items = JSON.parse(bigger?.content ?? '') as Record<string, unknown>[];
    assert.equal(items.length, 2);
    assert.deepEqual(items[0], {
      name: 'matrix.requestsPerSecond static/tcp n=100 c=10',
      unit: 'per second',
      value: 99,
      range: '99 to 99',
      extra: 'nightly, here, run night-010',
    });
    assert.deepEqual(JSON.parse(smaller?.content ?? ''), []);
  });
});
