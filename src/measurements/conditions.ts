import type { FaultSpan } from './faults.js';
import type { ConditionRow, MatrixRow } from './types.js';

/** What it took to bring each condition about and to recover from it, in the order in which that was done. */
export function conditionRows(
  faults: readonly FaultSpan[],
  matrix: readonly MatrixRow[],
): readonly ConditionRow[] {
  return faults.flatMap((span) => {
    const { facts, targets, injectingMs, effectiveMs, recoveringMs, healedMs } = span;
    const { condition } = facts;
    if (condition === undefined) {
      return [];
    }
    const cells = matrix.filter((row) => row.condition === condition.name && isWithin(row, span));
    return [
      {
        condition: condition.name,
        occurrence: condition.occurrence,
        id: facts.id,
        fault: facts.fault,
        targets,
        during: condition.during,
        broughtAboutMs: between(injectingMs, effectiveMs),
        heldMs: between(effectiveMs, recoveringMs),
        recoveryMs: between(recoveringMs, healedMs),
        cells: cells.length,
        lost: cells.filter(isLost).length,
      },
    ];
  });
}

/** The rows with the conditions in the order of the matrix, for people to read. */
export function inOrderOfConditions(
  rows: readonly MatrixRow[],
  conditions: readonly string[] = [],
): readonly MatrixRow[] {
  const placeOf = ({ condition }: MatrixRow) =>
    condition === undefined ? -1 : conditions.indexOf(condition);
  return rows.toSorted((one, other) => placeOf(one) - placeOf(other));
}

function isWithin({ startMs }: MatrixRow, { injectingMs, healedMs }: FaultSpan): boolean {
  return injectingMs !== null && startMs >= injectingMs && startMs <= (healedMs ?? Number.POSITIVE_INFINITY);
}

function isLost({ invalidBecause }: MatrixRow): boolean {
  return invalidBecause.some(({ code }) => code === 'CONDITION_LOST' || code === 'CONDITION_UNVERIFIED');
}

function between(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null ? null : toMs - fromMs;
}
