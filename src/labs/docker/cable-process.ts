/**
 * Pulls or plugs in the cable of a container, at the end of it that is on this machine, so that the
 * container sees its carrier lost. Usage: cable-process.js unplug|plug|state CONTAINER BRIDGE
 *
 * The end is looked up when it is needed: it has another name after each start of the container. A
 * container that is not there, or does not run, has no cable: there is nothing to plug in.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../../core/errors.js';
import { isPluggedIn, type Link, outerEnd } from './cable.js';

const run = promisify(execFile);
const NO_CONTAINER = /No such container|is not running/i;

async function links(argv: readonly string[]): Promise<Link[]> {
  const [program = '', ...args] = argv;
  const { stdout } = await run(program, args);
  return JSON.parse(stdout) as Link[];
}

async function main([order = '', container = '', bridge = '']: readonly string[]): Promise<string> {
  let inside: Link[];
  try {
    inside = await links(['docker', 'exec', container, 'ip', '-j', 'link', 'show']);
  } catch (error) {
    if (order !== 'unplug' && NO_CONTAINER.test(messageOf(error))) {
      return 'gone';
    }
    throw error;
  }
  const end = outerEnd(inside, await links(['ip', '-j', 'link', 'show']), bridge);
  switch (order) {
    case 'unplug':
      await run('ip', ['link', 'set', 'dev', end.ifname, 'down']);
      return 'unplugged';
    case 'plug':
      await run('ip', ['link', 'set', 'dev', end.ifname, 'up']);
      return 'plugged';
    case 'state':
      return isPluggedIn(end) ? 'plugged' : 'unplugged';
    default:
      throw new Error('usage: unplug|plug|state CONTAINER BRIDGE');
  }
}

main(process.argv.slice(2)).then(
  (answer) => process.stdout.write(`${answer}\n`),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
