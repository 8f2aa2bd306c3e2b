import assert from 'node:assert/strict';
import { summariseMatrix } from '../../src/report/matrix-summary.js';
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

describe('The summary of a matrix', () => {
  it('takes the median of the valid repeats, with the smallest and largest', () => {
    const [group] = summariseMatrix([cell(1, 10), cell(1, 30), cell(1, 20), cell(1, 999, false)]);
    assert.deepEqual(group?.cells[0]?.requestsPerSecond, { median: 20, min: 10, max: 30 });
    assert.equal(group?.cells[0]?.invalidRepeats, 1);
    assert.equal(group?.cells[0]?.doubtful, false);
  });

  it('takes the middle of the two in the middle of an even number of repeats', () => {
    const [group] = summariseMatrix([cell(1, 10), cell(1, 20)]);
    assert.equal(group?.cells[0]?.requestsPerSecond?.median, 15);
  });

  it('doubts a cell with no valid repeat, says why, and never makes it the peak', () => {
    const [group] = summariseMatrix([cell(1, 10), cell(3, 999, false)]);
    assert.equal(group?.cells[1]?.doubtful, true);
    assert.deepEqual(group?.cells[1]?.reasons, ['requests failed']);
    assert.equal(group?.peak?.concurrency, 1);
  });

  it('has no peak where nothing is valid', () => {
    assert.equal(summariseMatrix([cell(1, 10, false)])[0]?.peak, null);
  });

  it('makes a group of each page, frontend and engine, and orders cells by n and c', () => {
    const groups = summariseMatrix([...samples.matrixRun.matrix].reverse());
    assert.deepEqual(groups.map((group) => group.page).sort(), ['dynamic', 'image', 'static']);
    assert.deepEqual(
      groups[0]?.cells.slice(0, 6).map((one) => [one.requests, one.concurrency]),
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
});
