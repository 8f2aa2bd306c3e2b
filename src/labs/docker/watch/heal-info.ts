import { XMLParser } from 'fast-xml-parser';

/** A brick as `gluster --xml volume heal VOLUME info` shows it. */
export interface BrickHealth {
  readonly host: string;
  readonly connected: boolean;
  /** Entries that wait to be healed from this brick; 0 where it cannot say. */
  readonly pending: number;
}

interface HealInfo {
  readonly cliOutput?: {
    readonly healInfo?: {
      readonly bricks?: {
        readonly brick?: readonly { name: string; status: string; numberOfEntries: string }[];
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
  return bricks.map(({ name, status, numberOfEntries }) => ({
    host: name.split(':')[0] ?? '',
    connected: status === 'Connected',
    pending: Number.parseInt(numberOfEntries, 10) || 0,
  }));
}

/**
 * The state of each brick by its subject: `up`, `down`, or `healing:<pending>` for one that was away, until
 * nothing waits to be healed any more.
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
    const stateOf = ({ host, connected }: BrickHealth) => {
      if (!connected) {
        return 'down';
      }
      return this.#behind.has(host) && pending > 0 ? `healing:${pending}` : 'up';
    };
    return new Map(bricks.map((brick) => [`brick:${brick.host}`, stateOf(brick)]));
  }
}
