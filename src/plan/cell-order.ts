import { type Random, seededRandom } from '../core/random.js';
import type { CellFilter, Matrix } from '../scenario/types.js';
import type { CellCondition } from './types.js';

export interface Cell {
  readonly page: string;
  readonly frontend: string;
  readonly requests: number | undefined;
  readonly concurrency: number;
  readonly repeat: number;
  readonly condition?: CellCondition;
}

/**
 * Every repetition of every cell in the order in which it will run. Sequential: condition by condition, all repetitions
 * of a cell one after another. Otherwise block by block, each block holding every cell once in a seeded random order,
 * so that a drift of the machine hits all cells alike; within a block condition by condition. Since it may cost a lot
 * to bring a condition about, it can be kept for several blocks.
 */
export function cellsInOrder(matrix: Matrix, seed: number): readonly Cell[] {
  const cells = allCells(matrix);
  const conditions = conditionsOf(matrix);
  const repeats = Array.from({ length: matrix.repeat }, (_, index) => index + 1);
  if (matrix.order === 'sequential') {
    return conditions.flatMap((condition) =>
      within(condition, 1, cells, matrix).flatMap((cell) => repeats.map((repeat) => ({ ...cell, repeat }))),
    );
  }
  const random = seededRandom(seed, 'order of cells');
  const arrange = matrix.order === 'abba' ? frontendsInTurns(seed, matrix) : inAnyOrder;
  return stretches(repeats, matrix).flatMap((stretch, index) =>
    inRandomOrder(conditions, random).flatMap((condition) => {
      const present = within(condition, index + 1, cells, matrix);
      return stretch.flatMap((repeat) =>
        arrange(present, repeat, random).map((cell) => ({ ...cell, repeat })),
      );
    }),
  );
}

type Kind = Omit<Cell, 'repeat'>;

function allCells(matrix: Matrix): readonly Kind[] {
  const amounts = matrix.durationMs === undefined ? matrix.requests : [undefined];
  return matrix.pages.flatMap((page) =>
    matrix.frontends.flatMap((frontend) =>
      amounts.flatMap((requests) =>
        matrix.concurrency.map((concurrency) => ({ page, frontend, requests, concurrency })),
      ),
    ),
  );
}

/** One that is undefined where conditions are no factor. */
function conditionsOf({ conditions }: Matrix): readonly (string | undefined)[] {
  return conditions.length === 0 ? [undefined] : conditions;
}

/** The cells that are measured in a condition, each with it. */
function within(
  name: string | undefined,
  occurrence: number,
  cells: readonly Kind[],
  { exclude }: Matrix,
): readonly Kind[] {
  return cells
    .filter((cell) => !exclude.some((filter) => matches(filter, cell, name)))
    .map((cell) => (name === undefined ? cell : { ...cell, condition: { name, occurrence } }));
}

function matches(filter: CellFilter, cell: Kind, condition: string | undefined): boolean {
  return (
    (filter.page?.includes(cell.page) ?? true) &&
    (filter.frontend?.includes(cell.frontend) ?? true) &&
    (filter.concurrency?.includes(cell.concurrency) ?? true) &&
    (filter.requests === undefined ||
      (cell.requests !== undefined && filter.requests.includes(cell.requests))) &&
    (filter.condition === undefined || (condition !== undefined && filter.condition.includes(condition)))
  );
}

/** Blocks that are measured each time that the conditions are brought about; without conditions, block by block. */
function stretches(
  repeats: readonly number[],
  { conditions, blocksPerCondition }: Matrix,
): readonly number[][] {
  const length = conditions.length === 0 ? 1 : blocksPerCondition;
  return Array.from({ length: Math.ceil(repeats.length / length) }, (_, index) =>
    repeats.slice(index * length, (index + 1) * length),
  );
}

/** One alone takes nothing from the stream, so that a matrix without conditions keeps its order. */
function inRandomOrder<T>(items: readonly T[], random: Random): readonly T[] {
  return items.length < 2 ? items : random.shuffle(items);
}

type Arrange = (cells: readonly Kind[], repeat: number, random: Random) => readonly Kind[];

const inAnyOrder: Arrange = (cells, _, random) => random.shuffle(cells);

/**
 * Cells that differ in nothing but the frontend stand side by side: forwards in blocks 1, 4, 5, 8, 9 …, backwards in
 * 2, 3, 6, 7 … (ABBA), so that neither place nor drift favours one. Which way is forwards goes by the seed.
 */
function frontendsInTurns(seed: number, { frontends }: Matrix): Arrange {
  return (cells, repeat, random) => {
    const groups = [...new Set(cells.map(allButFrontend))];
    return random.shuffle(groups).flatMap((group) => {
      const ofGroup = cells.filter((cell) => allButFrontend(cell) === group);
      const ordered = frontends.flatMap((name) => ofGroup.filter(({ frontend }) => frontend === name));
      const swapped = seededRandom(seed, `first frontend of ${group}`).below(2) === 1;
      const backwards = Math.floor(repeat / 2) % 2 === 1;
      return swapped === backwards ? ordered : ordered.toReversed();
    });
  };
}

function allButFrontend({ page, requests, concurrency, condition }: Kind): string {
  return JSON.stringify([page, requests, concurrency, condition?.name]);
}
