/**
 * Prints states of the vm lab, one JSON object a line: first the present ones, then each change.
 * Usage: watch-process.js addresses HOST,HOST… NAME=ADDRESS… | containers HOST… | links HOST:NETWORK=CABLE,… |
 * bricks HOST… | files HOST,HOST… CLIENT NAME=FOLDER=MOUNT…
 */
import { openSshHost } from '../../hosts/ssh/ssh-host.js';
import type { Host } from '../../hosts/types.js';
import { type AskHost, watchBricks } from '../nodes/watch/bricks.js';
import { MACHINE } from './host.js';
import { describeMachine, requireRunningLab } from './running.js';
import { watchAddresses } from './watch/addresses.js';
import { watchContainers } from './watch/containers.js';
import { watchFiles } from './watch/files.js';
import { watchLinks } from './watch/links.js';

const PARENT_CHECK_MS = 1_000;
/** Each question starts a client of the volume, which takes the processors for a while. */
const BRICKS_PERIOD_MS = 20_000;
const BRICKS_TIMEOUT_MS = 15_000;
/** How long a farewell to the machine may take. */
const FAREWELL_MS = 1_000;

type Watcher = (open: () => Promise<Host>, args: readonly string[]) => unknown;

const WATCHES: Readonly<Record<string, Watcher>> = {
  addresses: watchAddresses,
  containers: watchContainers,
  links: watchLinks,
  bricks: (open, hosts) => watchBricks(hosts, askNode(open), BRICKS_PERIOD_MS),
  files: watchFiles,
};

const askNode =
  (open: () => Promise<Host>): AskHost =>
  async (host, script) => {
    const argv = ['node', host, 'sh', '-c', script];
    return (await (await open()).exec(argv, { timeoutMs: BRICKS_TIMEOUT_MS })).stdout;
  };

/** One connection, shared and kept; made again when it was never made. */
function shared(): () => Promise<Host> {
  let opening: Promise<Host> | undefined;
  return () => {
    opening ??= openSshHost(describeMachine(MACHINE, requireRunningLab()), process.env).catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}

const [what = '', ...args] = process.argv.slice(2);
const watch = WATCHES[what];
if (watch === undefined) {
  process.stderr.write(`usage: ${Object.keys(WATCHES).join('|')}\n`);
  process.exit(2);
}
const open = shared();
// It does not outlive the harness, even when that is killed.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(0), PARENT_CHECK_MS);
process.stdout.on('error', () => process.exit(0));
process.once('SIGTERM', async () => {
  setTimeout(() => process.exit(0), FAREWELL_MS);
  await (await open()).close();
  process.exit(0);
});
watch(open, args);
