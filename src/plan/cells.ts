import type { Matrix } from '../scenario/types.js';
import { addressOf, senderOf } from './addressing.js';
import { type Cell, cellsInOrder } from './cell-order.js';
import { cellSpec, describeBy } from './loads.js';
import type { Planning } from './planning.js';
import type { PlannedCell } from './types.js';

/** Every repetition of every cell in the order it will run, with warm-ups. */
export function planCells(planning: Planning): PlannedCell[] {
  const { matrix } = planning.scenario;
  if (matrix === undefined) {
    return [];
  }
  const from = senderOf(planning, matrix.from, ['matrix', 'from']);
  const ordered = cellsInOrder(matrix, planning.seed);
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
  const planned: PlannedCell[] = [];
  const problemsSeen = new Set<string>();
  for (const cell of from === undefined ? [] : withWarmups(ordered, matrix)) {
    const next = planCell(planning, matrix, cell, planned.length, from ?? 'local', problemsSeen);
    planned.push(...(next === undefined ? [] : [next]));
  }
  return planned;
}

/**
 * Before the first cell of each page and frontend. Where cells are measured in conditions, all of them come first: a
 * warm-up must not use up the time for which a condition lasts.
 */
function withWarmups(ordered: readonly Cell[], matrix: Matrix): readonly Cell[] {
  if (matrix.warmup === 0) {
    return ordered;
  }
  const places = new Map<string, Cell>();
  for (const cell of ordered) {
    const place = JSON.stringify([cell.page, cell.frontend]);
    places.set(place, places.get(place) ?? cell);
  }
  const firsts = [...places.values()];
  return matrix.conditions.length > 0
    ? [...firsts.map((cell) => warmupOf(cell, matrix)), ...ordered]
    : ordered.flatMap((cell) => (firsts.includes(cell) ? [warmupOf(cell, matrix), cell] : [cell]));
}

function warmupOf({ condition: _, ...cell }: Cell, { warmup }: Matrix): Cell {
  return { ...cell, requests: warmup, repeat: 0 };
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
        ...(cell.condition === undefined ? {} : { condition: cell.condition }),
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
  const condition = cell.condition === undefined ? '' : `-${cell.condition.name}`;
  return `${cell.page}-${cell.frontend}${n}-c${cell.concurrency}${condition}-${round}`;
}
