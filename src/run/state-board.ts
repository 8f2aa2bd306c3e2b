import type { HistoryEvent } from '../history/types.js';

/** The latest state of every subject, for what only the run can decide. */
export interface StateBoard {
  see(event: HistoryEvent): void;
  /** The one host that owns a virtual IP now; undefined when none does, two do, or nobody can tell. */
  activeOwner(): string | undefined;
}

export function stateBoard(): StateBoard {
  const owners = new Map<string, string>();
  return {
    see: (event) => {
      if (event.type === 'state' && event.subject.startsWith('vip:')) {
        owners.set(event.subject, event.state);
      }
    },
    activeOwner: () => {
      const distinct = new Set(owners.values());
      const [owner] = distinct;
      const certain = distinct.size === 1 && owner !== undefined && !/^(none|unknown)$|\+/.test(owner);
      return certain ? owner : undefined;
    },
  };
}
