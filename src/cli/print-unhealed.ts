import type { ExecutionOutcome } from '../run/types.js';
import type { Unhealed } from '../run/undo.js';
import type { CliEnvironment } from './environment.js';

/** Says what broke the run off, and as loudly as a terminal can what could not be healed. */
export function printUnhealed(
  outcome: Pick<ExecutionOutcome, 'unhealed' | 'reason'>,
  environment: CliEnvironment,
): void {
  if (outcome.unhealed.length > 0) {
    printLeft(outcome.unhealed, environment);
  }
}

export function printLeft(unhealed: readonly Unhealed[], { stderr }: CliEnvironment): void {
  stderr.write('\nerror[NOT_HEALED]: SOMETHING COULD NOT BE HEALED\n');
  for (const { fault, host, argv, reason } of unhealed) {
    stderr.write(`  ${fault} on ${host}: ${reason}\n    run there: ${argv.join(' ')}\n`);
  }
  stderr.write('  hint: when the cause is gone, `chaos heal` tries it all again\n');
}
