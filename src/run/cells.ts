import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { PlannedCell } from '../plan/types.js';
import { conditionOf, type HeldCondition } from './conditions.js';
import type { HarnessHealth } from './harness-health.js';
import { sendLoad } from './loads.js';
import type { RunContext } from './types.js';
import type { Unhealed } from './undo.js';

/**
 * The cells of the matrix, one after another, each with readings of the harness of its own, and each stretch of cells
 * in the condition that it is measured in.
 * @returns what could not be healed
 */
export async function sendCells(run: RunContext, health: HarnessHealth): Promise<readonly Unhealed[]> {
  const unhealed: Unhealed[] = [];
  for (const cells of stretchesOf(run.plan.cells)) {
    if (run.signal.aborted) {
      break;
    }
    unhealed.push(...(await sendStretch(cells, run, health)));
    if (unhealed.length > 0) {
      run.breakOff(notUndone(cells));
    }
  }
  return unhealed;
}

function notUndone([{ condition }]: Stretch): ChaosError {
  return new ChaosError('CONDITION_NOT_UNDONE', `the condition ${condition?.name} could not be undone`, {
    exitCode: ExitCode.unhealed,
  });
}

type Stretch = readonly [PlannedCell, ...PlannedCell[]];

/** Neighbours for which the same condition is brought about once. */
function stretchesOf(cells: readonly PlannedCell[]): readonly Stretch[] {
  const stretches: [PlannedCell, ...PlannedCell[]][] = [];
  for (const cell of cells) {
    const last = stretches.at(-1);
    if (last !== undefined && isSameCondition(last[0], cell)) {
      last.push(cell);
    } else {
      stretches.push([cell]);
    }
  }
  return stretches;
}

function isSameCondition({ condition: one }: PlannedCell, { condition: other }: PlannedCell): boolean {
  return one?.name === other?.name && one?.occurrence === other?.occurrence;
}

async function sendStretch(
  cells: Stretch,
  run: RunContext,
  health: HarnessHealth,
): Promise<readonly Unhealed[]> {
  const [{ condition }] = cells;
  const held = condition === undefined ? undefined : conditionOf(condition, run);
  try {
    await held?.bringAbout();
    for (const cell of cells) {
      await sendCell(cell, held, run, health);
    }
  } catch (error) {
    run.breakOff(error);
  }
  return held === undefined ? [] : held.end();
}

async function sendCell(
  cell: PlannedCell,
  held: HeldCondition | undefined,
  run: RunContext,
  health: HarnessHealth,
): Promise<void> {
  if (run.signal.aborted) {
    return;
  }
  await run.turns?.take(run.signal);
  health.read();
  await sendLoad({ ...cell, condition: cell.condition?.name }, run, run.signal);
  health.read();
  if (cell.condition !== undefined && held !== undefined && !run.signal.aborted) {
    tellCondition(cell.id, cell.condition.name, await held.whyLost(), run);
  }
  run.turns?.give();
  await run.clock.sleep(cell.cooldownMs, run.signal);
}

function tellCondition(load: string, condition: string, whyLost: string | undefined, run: RunContext): void {
  run.record({
    type: 'condition',
    t: run.clock.nowMs(),
    load,
    condition,
    held: whyLost === undefined,
    ...(whyLost === undefined ? {} : { detail: whyLost }),
  });
}
