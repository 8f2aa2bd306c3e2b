import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../../hosts/types.js';
import { REPLICATED_VOLUME } from '../../docker/config/scripts.js';
import { type BrickHealth, BrickStates, parseHealInfo } from '../../docker/watch/heal-info.js';
import { changePrinter } from '../../docker/watch/print-changes.js';

/** Each question starts a client of the volume, which takes the processors for a while. */
const PERIOD_MS = 5_000;
const TIMEOUT_MS = 15_000;

/** Polls the health of the replicated volume's bricks. */
export async function watchBricks(open: () => Promise<Host>, hosts: readonly string[]): Promise<never> {
  const print = changePrinter();
  const states = new BrickStates();
  for (;;) {
    const view = await bestView(open, hosts);
    print(view === undefined ? new Map(hosts.map((host) => [`brick:${host}`, 'unknown'])) : states.see(view));
    await sleep(PERIOD_MS);
  }
}

/** Where one host misses a brick, the others are asked too: the one that is cut off thinks that all others are. */
async function bestView(
  open: () => Promise<Host>,
  hosts: readonly string[],
): Promise<BrickHealth[] | undefined> {
  const connected = (view: readonly BrickHealth[]) => view.filter((brick) => brick.connected).length;
  let best: BrickHealth[] | undefined;
  for (const host of hosts) {
    const view = await viewFrom(open, host);
    if (view !== undefined && (best === undefined || connected(view) > connected(best))) {
      best = view;
    }
    if (best !== undefined && connected(best) === best.length) {
      return best;
    }
  }
  return best;
}

async function viewFrom(open: () => Promise<Host>, host: string): Promise<BrickHealth[] | undefined> {
  const argv = ['node', host, 'gluster', '--xml', 'volume', 'heal', REPLICATED_VOLUME, 'info'];
  try {
    const { stdout } = await (await open()).exec(argv, { timeoutMs: TIMEOUT_MS });
    return parseHealInfo(stdout);
  } catch {
    // It hangs, or cannot say; another may.
    return undefined;
  }
}
