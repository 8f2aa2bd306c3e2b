import type { PlannedFault } from '../plan/types.js';
import { FaultOccurrence } from './fault-occurrence.js';
import type { RunContext } from './types.js';
import type { Unhealed } from './undo.js';

/**
 * One fault of the time line, from its due time to the healed cluster: it is brought about, holds, and recovers. The
 * hold ends early when `ending` aborts; recovery never does.
 * @returns what could not be healed
 */
export async function liveFault(
  fault: PlannedFault,
  run: RunContext,
  ending: AbortSignal,
): Promise<readonly Unhealed[]> {
  await run.clock.sleep((fault.atMs ?? 0) - run.clock.nowMs(), ending);
  if (ending.aborted) {
    return [];
  }
  const occurrence = new FaultOccurrence(fault, run);
  try {
    const effectiveMs = await occurrence.bringAbout();
    await run.clock.sleep(effectiveMs + holdMs(fault) - run.clock.nowMs(), ending);
  } catch (error) {
    run.breakOff(error);
  }
  return occurrence.heal();
}

/** Without `for:` a fault holds until the time line ends. */
function holdMs(fault: PlannedFault): number {
  const oneDayMs = 86_400_000;
  return fault.holdMs ?? oneDayMs;
}
