import { setTimeout as sleep } from 'node:timers/promises';
import { REPLICATED_VOLUME } from '../config/scripts.js';
import { type BrickHealth, BrickStates, parseHealInfo } from './heal-info.js';
import { parsePeers, parseVolumes } from './pool.js';
import { changePrinter } from './print-changes.js';

const BETWEEN = '--next--';
const SCRIPT = [
  `gluster --xml volume heal ${REPLICATED_VOLUME} info summary`,
  'gluster --xml peer status',
  'gluster --xml volume status all',
].join(`; echo; echo ${BETWEEN}; `);

/** What one storage host sees of all. */
interface View {
  readonly bricks: readonly BrickHealth[];
  readonly pool: ReadonlyMap<string, string>;
}

/**
 * What a storage host prints for a fixed shell script.
 * @throws unknown where it cannot be asked, or takes too long
 */
export type AskHost = (host: string, script: string) => Promise<string>;

/** Polls the health of the replicated volume's bricks, the peers and the volumes. */
export async function watchBricks(hosts: readonly string[], ask: AskHost, periodMs: number): Promise<never> {
  const print = changePrinter();
  const states = new BrickStates();
  const known = new Set(hosts.map((host) => `brick:${host}`));
  for (;;) {
    const view = await bestView(hosts, ask);
    const seen =
      view === undefined ? new Map<string, string>() : new Map([...states.see(view.bricks), ...view.pool]);
    for (const subject of seen.keys()) {
      known.add(subject);
    }
    print(new Map([...known].map((subject) => [subject, seen.get(subject) ?? 'unknown'])));
    await sleep(periodMs);
  }
}

/**
 * A storage host that is cut off thinks that all others are gone: where one misses a brick, the others are
 * asked too, and the one that sees most counts.
 */
async function bestView(hosts: readonly string[], ask: AskHost): Promise<View | undefined> {
  const connected = ({ bricks }: View) => bricks.filter((brick) => brick.connected).length;
  let best: View | undefined;
  for (const host of hosts) {
    const view = await viewFrom(host, hosts.length, ask);
    if (view !== undefined && (best === undefined || connected(view) > connected(best))) {
      best = view;
    }
    if (best !== undefined && connected(best) === best.bricks.length) {
      return best;
    }
  }
  return best;
}

async function viewFrom(host: string, count: number, ask: AskHost): Promise<View | undefined> {
  try {
    const [heal = '', peers = '', volumes = ''] = (await ask(host, SCRIPT)).split(BETWEEN);
    const pool = [[`peer:${host}`, 'connected'] as const, ...parsePeers(peers), ...volumesIn(volumes, count)];
    return { bricks: parseHealInfo(heal), pool: new Map(pool) };
  } catch {
    // It hangs, or cannot say; another may.
    return undefined;
  }
}

/** Empty while another command holds the lock of the volumes. */
function volumesIn(xml: string, count: number): Map<string, string> {
  try {
    return parseVolumes(xml, count);
  } catch {
    return new Map();
  }
}
