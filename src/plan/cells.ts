import { seededRandom } from '../core/random.js';
import type { CellFilter, Matrix } from '../scenario/types.js';
import { addressOf, senderOf } from './addressing.js';
import { cellSpec, describeBy } from './loads.js';
import type { Planning } from './planning.js';
import type { PlannedCell } from './types.js';

interface Cell {
  readonly page: string;
  readonly frontend: string;
  readonly requests: number | undefined;
  readonly concurrency: number;
  readonly repeat: number;
}

/** Every repetition of every cell in the order it will run, warm-ups before the first of each page. */
export function planCells(planning: Planning): PlannedCell[] {
  const { matrix } = planning.scenario;
  if (matrix === undefined) {
    return [];
  }
  const from = senderOf(planning, matrix.from, ['matrix', 'from']);
  const ordered = inOrder(matrix, planning.seed);
  if (ordered.length === 0) {
    planning.report(
      planning.loaded.problem(
        ['matrix'],
        'NO_CELLS',
        'the matrix has no cells left',
        'exclude fewer of them',
      ),
    );
  }
  const warmed = new Set<string>();
  const planned: PlannedCell[] = [];
  const problemsSeen = new Set<string>();
  for (const cell of from === undefined ? [] : ordered) {
    const place = `${cell.page} ${cell.frontend}`;
    const warmup = matrix.warmup > 0 && !warmed.has(place);
    warmed.add(place);
    const rounds = warmup ? [{ ...cell, requests: matrix.warmup, repeat: 0 }, cell] : [cell];
    for (const round of rounds) {
      const next = planCell(planning, matrix, round, planned.length, from ?? 'local', problemsSeen);
      planned.push(...(next === undefined ? [] : [next]));
    }
  }
  return planned;
}

function planCell(
  planning: Planning,
  matrix: Matrix,
  cell: Cell,
  order: number,
  from: string,
  problemsSeen: Set<string>,
): PlannedCell | undefined {
  const address = once(problemsSeen, `frontend ${cell.frontend}`, () =>
    addressOf(planning, cell, ['matrix', 'frontends', matrix.frontends.indexOf(cell.frontend)]),
  );
  if (address === undefined) {
    return undefined;
  }
  // A warm-up of fewer requests than connections uses as many connections as it has requests.
  const concurrency = cell.repeat === 0 ? Math.min(cell.concurrency, matrix.warmup) : cell.concurrency;
  const spec = cellSpec(address, matrix, { ...cell, concurrency });
  const description = once(problemsSeen, `engine n=${cell.requests} c=${concurrency}`, () =>
    describeBy(planning, matrix.engine, spec, ['matrix', 'engine']),
  );
  return description === undefined
    ? undefined
    : {
        id: cellId(cell),
        page: cell.page,
        frontend: cell.frontend,
        engine: matrix.engine,
        from,
        atMs: 0,
        spec,
        description,
        repeat: cell.repeat,
        order,
        warmup: cell.repeat === 0,
        cooldownMs: matrix.cooldownMs,
      };
}

/** Tells a problem that many cells share only once. */
function once<T>(seen: Set<string>, key: string, look: () => T | undefined): T | undefined {
  if (seen.has(key)) {
    return undefined;
  }
  const found = look();
  if (found === undefined) {
    seen.add(key);
  }
  return found;
}

function cellId(cell: Cell): string {
  const n = cell.requests === undefined ? '' : `-n${cell.requests}`;
  const round = cell.repeat === 0 ? 'warmup' : `r${cell.repeat}`;
  return `${cell.page}-${cell.frontend}${n}-c${cell.concurrency}-${round}`;
}

/**
 * Sequential: all repetitions of a cell one after another. Interleaved: block by block, each block holding
 * every cell once in a seeded random order, so that a drift of the machine hits all cells alike.
 */
function inOrder(matrix: Matrix, seed: number): Cell[] {
  const cells = allCells(matrix);
  const repeats = Array.from({ length: matrix.repeat }, (_, index) => index + 1);
  if (matrix.order === 'sequential') {
    return cells.flatMap((cell) => repeats.map((repeat) => ({ ...cell, repeat })));
  }
  const random = seededRandom(seed, 'order of cells');
  return repeats.flatMap((repeat) => random.shuffle(cells).map((cell) => ({ ...cell, repeat })));
}

function allCells(matrix: Matrix): Omit<Cell, 'repeat'>[] {
  const amounts = matrix.durationMs === undefined ? matrix.requests : [undefined];
  const cells = matrix.pages.flatMap((page) =>
    matrix.frontends.flatMap((frontend) =>
      amounts.flatMap((requests) =>
        matrix.concurrency.map((concurrency) => ({ page, frontend, requests, concurrency })),
      ),
    ),
  );
  return cells.filter((cell) => !matrix.exclude.some((filter) => matches(filter, cell)));
}

function matches(filter: CellFilter, cell: Omit<Cell, 'repeat'>): boolean {
  return (
    (filter.page?.includes(cell.page) ?? true) &&
    (filter.frontend?.includes(cell.frontend) ?? true) &&
    (filter.concurrency?.includes(cell.concurrency) ?? true) &&
    (filter.requests === undefined ||
      (cell.requests !== undefined && filter.requests.includes(cell.requests)))
  );
}
