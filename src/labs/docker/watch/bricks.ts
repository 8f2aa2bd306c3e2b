import { setTimeout as sleep } from 'node:timers/promises';
import { REPLICATED_VOLUME } from '../config/scripts.js';
import { tryDocker } from '../docker.js';
import { containerOf } from '../names.js';
import { BrickStates, parseHealInfo } from './heal-info.js';
import { changePrinter } from './print-changes.js';

/** One question to Gluster takes a good part of a second of a processor. */
const PERIOD_MS = 3_000;
const TIMEOUT_MS = 10_000;

/** Polls the health of the replicated volume's bricks, from the first storage host that answers. */
export async function watchBricks(hosts: readonly string[]): Promise<void> {
  const print = changePrinter();
  const states = new BrickStates();
  for (;;) {
    const xml = await healInfo(hosts);
    if (xml === undefined) {
      print(new Map(hosts.map((host) => [`brick:${host}`, 'unknown'])));
    } else {
      print(states.see(parseHealInfo(xml)));
    }
    await sleep(PERIOD_MS);
  }
}

async function healInfo(hosts: readonly string[]): Promise<string | undefined> {
  for (const host of hosts) {
    const argv = ['exec', containerOf(host), 'gluster', '--xml', 'volume', 'heal', REPLICATED_VOLUME, 'info'];
    try {
      const { exitCode, stdout } = await tryDocker(argv, { timeoutMs: TIMEOUT_MS });
      if (exitCode === 0 && stdout.includes('<healInfo>')) {
        return stdout;
      }
    } catch {
      // It hangs; another may answer.
    }
  }
  return undefined;
}
