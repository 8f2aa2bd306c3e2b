import type { Action, HeldCommand, Step } from '../hosts/types.js';
import type { RunContext } from './types.js';

/** Commands that have been started and wait for their moment, by the step of an action that each will perform. */
export type HeldSteps = ReadonlyMap<Step, HeldCommand>;

export const NOTHING_HELD: HeldSteps = new Map();

/**
 * Starts what comes first when a fault is due, the first command of its injection and the question whether it took
 * effect, on hosts where starting a command takes its time. What cannot be held is left out, and started when due.
 * @param patient the step with the time-out that it has in this action
 */
export async function holdSteps(
  actions: readonly Action[],
  patient: (action: Action, step: Step) => Step,
  run: RunContext,
): Promise<HeldSteps> {
  const wanted = actions.flatMap((action) =>
    [...action.inject.slice(0, 1), action.effective].map((step) => [step, patient(action, step)] as const),
  );
  const held = await Promise.all(
    wanted.map(async ([step, order]) => {
      const command = await hold(order, run).catch(() => undefined);
      return command === undefined ? [] : [[step, command] as const];
    }),
  );
  return new Map(held.flat());
}

async function hold(
  { host: name, argv, ...options }: Step,
  run: RunContext,
): Promise<HeldCommand | undefined> {
  const host = await run.host(name);
  return host.hold?.(argv, options);
}

/** Ends those that still wait: they have done nothing. */
export function dropHeld(held: HeldSteps): void {
  for (const command of held.values()) {
    if (command.waits()) {
      command.drop();
    }
  }
}
