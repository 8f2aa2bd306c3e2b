import { changePrinter } from '../../nodes/watch/print-changes.js';
import { containerOf } from '../names.js';
import { follow } from './follow.js';
import { parseVrrpLine } from './vrrp-lines.js';

/** What the log holds already, a mark, and then each new line; ends when standard input is closed. */
const TAIL = `log=/var/log/keepalived.log; n=$(wc -l < $log) && head -n "$n" $log; echo listed
tail -n +$((n + 1)) -s 0.1 -F $log 2>/dev/null & tail=$!; cat >/dev/null; kill $tail`;

/**
 * Prints the state of each director's VRRP instances as Keepalived logs them. One that is killed says nothing more.
 * @param hosts separated by commas
 */
export function watchVrrp([hosts = '', ...vips]: readonly string[]): void {
  for (const host of hosts.split(',')) {
    watchHost(host, vips);
  }
}

function watchHost(host: string, vips: readonly string[]): void {
  const print = changePrinter();
  const states = new Map<string, string>();
  const set = (names: readonly string[], state: string) => {
    for (const vip of names) {
      states.set(`vrrp:${host}:${vip}`, state);
    }
  };
  // Of what was logged before, only how it ended is so now.
  let listed = false;
  const hear = (line: string) => {
    listed ||= line === 'listed';
    const said = parseVrrpLine(line);
    if (said !== undefined) {
      set(said.vip === undefined ? vips : [said.vip], said.state);
    }
    if (listed) {
      print(states);
    }
  };
  follow(['docker', 'exec', '-i', containerOf(host), 'sh', '-c', TAIL], hear, {
    onEnd: () => {
      listed = false;
      set(vips, 'unknown');
      print(states);
    },
  });
}
