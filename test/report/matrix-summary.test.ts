import assert from 'node:assert/strict';
import { summariseCells } from '../../src/measurements/cells.js';
import { speechFor } from '../../src/report/locales/locale.js';
import { groupCells, type MatrixCell, rangesOf, sizeText } from '../../src/report/matrix-summary.js';
import { matrixTables } from '../../src/report/tables/matrix.js';
import { samples } from './samples.js';

const [row] = samples.smallMatrix.matrix;
assert.ok(row);
const cell = (concurrency: number, requestsPerSecond: number, valid = true) => ({
  ...row,
  concurrency,
  requestsPerSecond,
  valid,
  invalidBecause: valid ? [] : [{ code: 'ERRORS', message: 'requests failed' }],
});
const groupsOf = (rows: readonly ReturnType<typeof cell>[]) => groupCells(summariseCells(rows));
const english = speechFor('en');

describe('The cells of a report', () => {
  it('show the figures of invalid repeats, in doubt, where there are no others, and never as the peak', () => {
    const [group] = groupsOf([cell(1, 10), cell(3, 999, false)]);
    const doubtful = group?.cells[1];
    assert.equal(doubtful?.doubtful, true);
    assert.equal(doubtful?.shown.requestsPerSecond?.median, 999);
    assert.equal(group?.peak?.concurrency, 1);
  });

  it('have no peak where nothing is valid', () => {
    assert.equal(groupsOf([cell(1, 10, false)])[0]?.peak, null);
  });

  it('make a group of each page, frontend and engine, ordered by size and c', () => {
    const groups = groupsOf([...samples.matrixRun.matrix].reverse() as ReturnType<typeof cell>[]);
    assert.deepEqual(groups.map((group) => group.page).sort(), ['dynamic', 'image', 'static']);
    assert.deepEqual(
      groups[0]?.cells.slice(0, 6).map((one: MatrixCell) => [one.requests, one.concurrency]),
      [
        [1000, 1],
        [1000, 3],
        [1000, 5],
        [1000, 10],
        [1000, 20],
        [5000, 1],
      ],
    );
  });

  it('name their size by requests or by time', () => {
    assert.equal(sizeText({ requests: 1000 }, english), 'n = 1,000');
    assert.equal(sizeText({ requests: null, cellDurationMs: 2000 }, english), '2.00 s per cell');
  });

  it('have intervals only where all of them have one', () => {
    const six = summariseCells([1, 2, 3, 4, 5, 6].map((rate) => cell(1, rate)));
    const two = summariseCells([cell(3, 1), cell(3, 2)]);
    const rates = (cells: typeof six) => cells.map((one) => one.requestsPerSecond);
    assert.equal(rangesOf(rates(six)).areIntervals, true);
    assert.equal(rangesOf(rates([...six, ...two])).areIntervals, false);
    assert.equal(rangesOf([]).areIntervals, false);
  });
});

describe('The tables of the benchmark', () => {
  it('show cells that run for a time as one row each, with the intervals of six repeats', () => {
    const [table] = matrixTables(samples.timedMatrix, english);
    assert.equal(table?.rows.length, 5);
    assert.deepEqual(table?.columns.map(({ title }) => title).slice(0, 4), [
      'Time of a cell (s)',
      'Concurrency c',
      'Requests/s',
      '95% interval',
    ]);
    assert.match(table?.notes.join('\n') ?? '', /Median of 6 repeats \[interval that holds the true median/);
  });

  it('say what was discarded and how long the pauses were', () => {
    const notes = (sample: keyof typeof samples) =>
      matrixTables(samples[sample], english)[0]?.notes.join('\n') ?? '';
    assert.match(
      notes('matrixRun'),
      /Warm-up: 200 requests .* discarded\. A pause of 1\.00 s after each cell/,
    );
    assert.match(notes('matrixRun'), /\[smallest, largest\]; a 95% interval takes six valid repeats/);
    assert.match(notes('smallMatrix'), /No warm-up was sent\. No pause between cells\./);
  });

  it('tell what is to be known of a valid cell without doubting it', () => {
    const image = matrixTables(samples.smallMatrix, english).find(({ page }) => page === 'image');
    const [, , rate] = image?.rows.at(-1)?.cells ?? [];
    assert.equal(rate?.mark, '†1');
    assert.match(rate?.text ?? '', /^\d/);
    assert.match(image?.notes.at(-1) ?? '', /^†1 Note: not steady/);
  });
});
