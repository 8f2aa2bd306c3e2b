import { XMLParser } from 'fast-xml-parser';

/** A brick as `gluster --xml volume heal VOLUME info` and `info summary` show it. */
export interface BrickHealth {
  readonly host: string;
  readonly connected: boolean;
  /** Entries that wait to be healed from this brick; 0 where it cannot say. */
  readonly pending: number;
  /** Entries whose copies contradict each other; 0 where it cannot say, or was not asked for a summary. */
  readonly splitBrain: number;
}

interface HealInfo {
  readonly cliOutput?: {
    readonly healInfo?: {
      readonly bricks?: {
        readonly brick?: readonly {
          name: string;
          status: string;
          numberOfEntries?: string;
          totalNumberOfEntries?: string;
          numberOfEntriesInSplitBrain?: string;
        }[];
      };
    };
  };
}

const parser = new XMLParser({ isArray: (name) => name === 'brick', parseTagValue: false });

/** @throws Error when it is not that XML */
export function parseHealInfo(xml: string): BrickHealth[] {
  const bricks = (parser.parse(xml) as HealInfo).cliOutput?.healInfo?.bricks?.brick;
  if (bricks === undefined) {
    throw new Error('the answer is no heal info');
  }
  return bricks.map(
    ({ name, status, numberOfEntries, totalNumberOfEntries, numberOfEntriesInSplitBrain }) => ({
      host: name.split(':')[0] ?? '',
      connected: status === 'Connected',
      pending: count(totalNumberOfEntries ?? numberOfEntries),
      splitBrain: count(numberOfEntriesInSplitBrain),
    }),
  );
}

/** A dash stands for a number that is not known. */
function count(text: string | undefined): number {
  return Number.parseInt(text ?? '', 10) || 0;
}

/**
 * The state of each brick by its subject: `up`, `down`, `split-brain:<entries>`, or `healing:<pending>` for one that
 * was away, until nothing waits to be healed any more.
 */
export class BrickStates {
  readonly #behind = new Set<string>();

  see(bricks: readonly BrickHealth[]): ReadonlyMap<string, string> {
    const pending = Math.max(0, ...bricks.map((brick) => brick.pending));
    for (const { host, connected } of bricks) {
      if (!connected) {
        this.#behind.add(host);
      }
    }
    if (pending === 0 && bricks.every(({ connected }) => connected)) {
      this.#behind.clear();
    }
    const stateOf = ({ host, connected, splitBrain }: BrickHealth) => {
      if (!connected) {
        return 'down';
      }
      if (splitBrain > 0) {
        return `split-brain:${splitBrain}`;
      }
      return this.#behind.has(host) && pending > 0 ? `healing:${pending}` : 'up';
    };
    return new Map(bricks.map((brick) => [`brick:${brick.host}`, stateOf(brick)]));
  }
}
