/**
 * Prints states of the docker lab, one JSON object a line: first the present ones, then each change.
 * Usage: watch-process.js addresses HOST,HOST… NAME=ADDRESS… | containers | links | bricks HOST…
 */
import { watchAddresses } from './watch/addresses.js';
import { watchBricks } from './watch/bricks.js';
import { watchContainers } from './watch/containers.js';
import { watchLinks } from './watch/links.js';

const PARENT_CHECK_MS = 1_000;

const WATCHES: Readonly<Record<string, (args: readonly string[]) => unknown>> = {
  addresses: watchAddresses,
  containers: watchContainers,
  links: watchLinks,
  bricks: watchBricks,
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
