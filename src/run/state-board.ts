import type { HistoryEvent } from '../history/types.js';

/** What the history says of the cluster by now, for what only the run can decide. */
export interface StateBoard {
  see(event: HistoryEvent): void;
  /** The one host that owns a virtual IP now; undefined when none does, two do, or nobody can tell. */
  activeOwner(): string | undefined;
  /** How often faults have changed the cluster so far, or begun or ceased to. */
  changes(): number;
}

/** Before them a fault has changed nothing yet. */
const PREPARATIONS = ['resolved', 'armed'];

export function stateBoard(): StateBoard {
  const owners = new Map<string, string>();
  let changes = 0;
  return {
    see: (event) => {
      if (event.type === 'state' && event.subject.startsWith('vip:')) {
        owners.set(event.subject, event.state);
      }
      if (event.type === 'fault' && !PREPARATIONS.includes(event.stage)) {
        changes++;
      }
    },
    activeOwner: () => {
      const distinct = new Set(owners.values());
      const [owner] = distinct;
      const certain = distinct.size === 1 && owner !== undefined && !/^(none|unknown)$|\+/.test(owner);
      return certain ? owner : undefined;
    },
    changes: () => changes,
  };
}
