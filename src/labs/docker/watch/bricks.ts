import { setTimeout as sleep } from 'node:timers/promises';
import { REPLICATED_VOLUME } from '../config/scripts.js';
import { tryDocker } from '../docker.js';
import { containerOf } from '../names.js';
import { type BrickHealth, BrickStates, parseHealInfo } from './heal-info.js';
import { changePrinter } from './print-changes.js';

/** Each question starts a client of the volume inside the storage host, for about 0.2 s. */
const PERIOD_MS = 3_000;
const TIMEOUT_MS = 10_000;

/** Polls the health of the replicated volume's bricks. */
export async function watchBricks(hosts: readonly string[]): Promise<void> {
  const print = changePrinter();
  const states = new BrickStates();
  for (;;) {
    const view = await bestView(hosts);
    print(view === undefined ? new Map(hosts.map((host) => [`brick:${host}`, 'unknown'])) : states.see(view));
    await sleep(PERIOD_MS);
  }
}

/**
 * A storage host that is cut off thinks that all others are gone: where one misses a brick, the others are
 * asked too, and the one that sees most counts.
 */
async function bestView(hosts: readonly string[]): Promise<BrickHealth[] | undefined> {
  const connected = (view: readonly BrickHealth[]) => view.filter((brick) => brick.connected).length;
  let best: BrickHealth[] | undefined;
  for (const host of hosts) {
    const view = await viewFrom(host);
    if (view !== undefined && (best === undefined || connected(view) > connected(best))) {
      best = view;
    }
    if (best !== undefined && connected(best) === best.length) {
      return best;
    }
  }
  return best;
}

async function viewFrom(host: string): Promise<BrickHealth[] | undefined> {
  const argv = ['exec', containerOf(host), 'gluster', '--xml', 'volume', 'heal', REPLICATED_VOLUME, 'info'];
  try {
    const { stdout } = await tryDocker(argv, { timeoutMs: TIMEOUT_MS });
    return parseHealInfo(stdout);
  } catch {
    // It hangs, or cannot say; another may.
    return undefined;
  }
}
