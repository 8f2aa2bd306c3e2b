import type { Refusal } from '../hosts/types.js';

/** Why a brick is not taken down while another one of its volume is. */
export const REPLICA_NOT_WHOLE: Refusal = {
  code: 'REPLICA_NOT_WHOLE',
  hint: 'wait until all bricks are up and healed; where the quorum may be lost, say `evenIfDegraded: true`',
};
