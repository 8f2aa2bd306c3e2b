/**
 * Prints states of the docker lab, one JSON object a line: first the present ones, then each change.
 * Usage: watch-process.js addresses|neighbours HOST,HOST… NAME=ADDRESS… | vrrp HOST,HOST… NAME… |
 *        balancers|pacemaker HOST,HOST… | containers | links | bricks HOST… |
 *        files HOST,HOST… CLIENT NAME=FOLDER=MOUNT…
 */

import { type AskHost, watchBricks } from '../nodes/watch/bricks.js';
import { tryDocker } from './docker.js';
import { containerOf } from './names.js';
import { watchAddresses } from './watch/addresses.js';
import { watchBalancers } from './watch/balancers.js';
import { watchContainers } from './watch/containers.js';
import { watchFiles } from './watch/files.js';
import { watchLinks } from './watch/links.js';
import { watchNeighbours } from './watch/neighbours.js';
import { watchPacemaker } from './watch/pacemaker.js';
import { watchVrrp } from './watch/vrrp.js';

const PARENT_CHECK_MS = 1_000;
const BRICKS_PERIOD_MS = 4_000;
const BRICKS_TIMEOUT_MS = 10_000;

const askContainer: AskHost = async (host, script) => {
  const argv = ['exec', containerOf(host), 'sh', '-c', script];
  return (await tryDocker(argv, { timeoutMs: BRICKS_TIMEOUT_MS })).stdout;
};

const WATCHES: Readonly<Record<string, (args: readonly string[]) => unknown>> = {
  addresses: watchAddresses,
  neighbours: watchNeighbours,
  balancers: watchBalancers,
  vrrp: watchVrrp,
  pacemaker: watchPacemaker,
  containers: watchContainers,
  links: watchLinks,
  bricks: (hosts) => watchBricks(hosts, askContainer, BRICKS_PERIOD_MS),
  files: watchFiles,
};

const [what = '', ...args] = process.argv.slice(2);
const watch = WATCHES[what];
if (watch === undefined) {
  process.stderr.write(`usage: ${Object.keys(WATCHES).join('|')}\n`);
  process.exit(2);
}
// It does not outlive the harness, even when that is killed.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(0), PARENT_CHECK_MS);
process.stdout.on('error', () => process.exit(0));
watch(args);
