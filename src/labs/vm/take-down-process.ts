/** Takes the vm lab down; run by `chaos heal` when the harness that brought it up is dead. */
import { messageOf } from '../../core/errors.js';
import { takeDown } from './take-down.js';

takeDown().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
