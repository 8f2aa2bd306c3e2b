import type { Scenario } from '../scenario/types.js';
import { timelineMs } from './timeline.js';

/** One time that the time line is run. */
export interface Repetition {
  /** From 1. */
  readonly repeat: number;
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** All times that the time line is run, one after another with the scenario's pause between. */
export function repetitionsOf(scenario: Scenario): readonly Repetition[] {
  const lengthMs = timelineMs(scenario);
  return Array.from({ length: scenario.repeat }, (_, index) => ({
    repeat: index + 1,
    fromMs: index * (lengthMs + scenario.cooldownMs),
    lengthMs,
  }));
}

/** The name of a load or fault in a repetition: `unplug-master`, then `unplug-master#2`, `unplug-master#3`. */
export function nameIn(repetition: Pick<Repetition, 'repeat'>, id: string): string {
  return repetition.repeat === 1 ? id : `${id}#${repetition.repeat}`;
}

/** Facts of a repetition; none for a time line that is run once. */
export function repeatFact(scenario: Scenario, { repeat }: Repetition): { repeatOfTimeline?: number } {
  return scenario.repeat === 1 ? {} : { repeatOfTimeline: repeat };
}
