import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { changePrinter } from '../../nodes/watch/print-changes.js';
import { isPluggedIn, type Link, outerEnd } from '../cable.js';
import { type LabContainer, labContainers } from '../docker.js';
import { dockerNetworkOf } from '../names.js';
import { containerEvents } from './containers.js';
import { follow } from './follow.js';

/** Changes come in bursts; one look behind them sees them all. */
const SETTLE_MS = 20;

/** Prints which cables of the lab are plugged in, as this machine's kernel tells of its ends of them. */
export async function watchLinks(): Promise<void> {
  const print = changePrinter();
  let cables = await findCables();
  let pending = false;
  const look = async () => {
    pending = false;
    const present = new Map((await links(['ip', '-j', 'link', 'show'])).map((link) => [link.ifindex, link]));
    const isIn = (ifindex: number) => {
      const link = present.get(ifindex);
      return link !== undefined && isPluggedIn(link);
    };
    print(new Map([...cables].map(([subject, ifindex]) => [subject, isIn(ifindex) ? 'up' : 'down'])));
  };
  const soon = () => {
    if (!pending) {
      pending = true;
      setTimeout(() => look().catch(() => {}), SETTLE_MS);
    }
  };
  follow(['ip', '-o', 'monitor', 'link'], soon);
  // A container that starts again has other cables than before.
  follow(containerEvents(), async (line) => {
    if (line.startsWith('start')) {
      cables = new Map([...cables, ...(await findCables())]);
      soon();
    }
  });
  await look();
}

/** The interface index on this machine of each cable, by its subject. */
async function findCables(): Promise<Map<string, number>> {
  const outside = await links(['ip', '-j', 'link', 'show']);
  const running = (await labContainers()).filter(({ state }) => state === 'running');
  const found = await Promise.all(running.map((container) => cablesOf(container, outside)));
  return new Map(found.flat());
}

async function cablesOf(
  { name, host, networkMode }: LabContainer,
  outside: readonly Link[],
): Promise<[string, number][]> {
  if (networkMode.startsWith('container:')) {
    return [];
  }
  const inside = await links(['docker', 'exec', name, 'ip', '-j', 'link', 'show']).catch(() => []);
  const bridges = new Set(outside.flatMap(({ master }) => master ?? []));
  return [...bridges].flatMap((bridge): [string, number][] => {
    try {
      const network = bridge.slice(dockerNetworkOf('').length);
      return [[`nic:${host}:${network}`, outerEnd(inside, outside, bridge).ifindex]];
    } catch {
      return [];
    }
  });
}

async function links(argv: readonly string[]): Promise<Link[]> {
  const [program = '', ...args] = argv;
  const { stdout } = await promisify(execFile)(program, args);
  return JSON.parse(stdout) as Link[];
}
