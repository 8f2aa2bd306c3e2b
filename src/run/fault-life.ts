import type { PlannedFault } from '../plan/types.js';
import { LEAD_MS } from './dead-man.js';
import { FaultOccurrence } from './fault-occurrence.js';
import type { RunContext } from './types.js';
import type { Unhealed } from './undo.js';

/**
 * One fault of the time line: it is prepared a little before it is due, is brought about, holds, and recovers. Waits
 * end early when `ending` aborts; recovery never does.
 * @returns what could not be healed
 */
export async function liveFault(
  fault: PlannedFault,
  run: RunContext,
  ending: AbortSignal,
): Promise<readonly Unhealed[]> {
  const occurrence = new FaultOccurrence(fault, run);
  const { atMs = 0 } = fault;
  const untilDue = () => atMs - run.clock.nowMs();
  try {
    await run.clock.sleep(untilDue() - LEAD_MS, ending);
    if (untilDue() > 0 && !ending.aborted) {
      await occurrence.prepare();
      await run.clock.sleep(untilDue(), ending);
    }
    if (!ending.aborted) {
      const effectiveMs = await occurrence.bringAbout();
      await run.clock.sleep(effectiveMs + holdMs(fault) - run.clock.nowMs(), ending);
    }
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
