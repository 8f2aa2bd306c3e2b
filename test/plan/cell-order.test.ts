import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Cell, cellsInOrder } from '../../src/plan/cell-order.js';
import type { CellOrder, Matrix } from '../../src/scenario/types.js';

function matrixOf(change: Partial<Matrix> = {}): Matrix {
  return {
    pages: ['home'],
    frontends: ['tcp', 'http'],
    requests: [10],
    concurrency: [1, 2],
    conditions: [],
    blocksPerCondition: 1,
    exclude: [],
    engine: 'native',
    keepAlive: false,
    repeat: 8,
    order: 'abba',
    warmup: 0,
    cooldownMs: 0,
    timeoutMs: 1_000,
    ...change,
  };
}

const kindOf = ({ page, frontend, requests, concurrency, condition }: Cell) =>
  JSON.stringify([page, frontend, requests, concurrency, condition?.name]);

/** Neighbouring cells for which a condition is brought about once. */
function stretches(cells: readonly Cell[]): readonly string[] {
  const names = cells.map(({ condition }) => `${condition?.name} ${condition?.occurrence}`);
  return names.filter((name, index) => name !== names[index - 1]);
}

const anyMatrix = fc.record({
  pages: fc.constantFrom(['a'], ['a', 'b']),
  frontends: fc.constantFrom(['tcp'], ['tcp', 'http'], ['tcp', 'http', 'more']),
  concurrency: fc.constantFrom([1], [1, 5]),
  conditions: fc.constantFrom([], ['healthy'], ['healthy', 'cut'], ['healthy', 'cut', 'slow']),
  blocksPerCondition: fc.integer({ min: 1, max: 5 }),
  repeat: fc.integer({ min: 1, max: 7 }),
  order: fc.constantFrom<CellOrder[]>('interleaved', 'abba', 'sequential'),
  exclude: fc.constantFrom([], [{ frontend: ['http'], condition: ['cut'] }]),
});

describe('the order of cells', () => {
  it('has every cell once in every block, and brings about each condition once each time', () => {
    fc.assert(
      fc.property(anyMatrix, fc.integer({ min: 0, max: 1e6 }), (change, seed) => {
        const cells = cellsInOrder(matrixOf(change), seed);
        const kinds = new Set(cells.map(kindOf));
        for (let repeat = 1; repeat <= change.repeat; repeat++) {
          const block = cells.filter((cell) => cell.repeat === repeat).map(kindOf);
          assert.equal(block.length, kinds.size);
          assert.deepEqual(new Set(block), kinds);
        }
        const seen = stretches(cells);
        assert.equal(new Set(seen).size, seen.length);
      }),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    const matrix = matrixOf({ conditions: ['healthy', 'cut'] });
    assert.deepEqual(cellsInOrder(matrix, 1), cellsInOrder(matrix, 1));
    assert.notDeepEqual(cellsInOrder(matrix, 1), cellsInOrder(matrix, 2));
  });

  it('puts frontends side by side, forwards in blocks 1, 4, 5, 8 and backwards in 2, 3, 6, 7', () => {
    const cells = cellsInOrder(matrixOf({ concurrency: [3] }), 4);
    const firsts = cells.filter((_, index) => index % 2 === 0).map(({ frontend }) => frontend);
    const [one] = firsts;
    const other = one === 'tcp' ? 'http' : 'tcp';
    assert.deepEqual(firsts, [one, other, other, one, one, other, other, one]);
    assert.deepEqual(
      cells.map(({ repeat }) => repeat),
      [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8],
    );
  });

  it('lets the seed say who is first, for each pair by itself', () => {
    const firstOf = (seed: number) => cellsInOrder(matrixOf({ concurrency: [3] }), seed)[0]?.frontend;
    const firsts = Array.from({ length: 20 }, (_, seed) => firstOf(seed));
    assert.deepEqual([...new Set(firsts)].sort(), ['http', 'tcp']);
  });

  it('keeps a condition for as many blocks as it is told to', () => {
    const matrix = matrixOf({ conditions: ['healthy', 'cut'], repeat: 5, blocksPerCondition: 2 });
    const cells = cellsInOrder(matrix, 1);
    assert.deepEqual([...stretches(cells)].sort(), [
      'cut 1',
      'cut 2',
      'cut 3',
      'healthy 1',
      'healthy 2',
      'healthy 3',
    ]);
    const blocks = new Set(
      cells.filter(({ condition }) => condition?.occurrence === 2).map(({ repeat }) => repeat),
    );
    assert.deepEqual([...blocks], [3, 4]);
  });

  it('brings a condition about once when the order is sequential', () => {
    const cells = cellsInOrder(matrixOf({ conditions: ['healthy', 'cut'], order: 'sequential' }), 1);
    assert.deepEqual(stretches(cells), ['healthy 1', 'cut 1']);
  });
});
