import { HAPROXY_SOCKET } from '../../nodes/config/haproxy.js';
import { changePrinter } from '../../nodes/watch/print-changes.js';
import { ask } from './ask.js';

const PERIOD_MS = 1_000;
const GONE = 'gone';
/** Every proxy, server lines alone: HAProxy's Management Guide, section 9.3, "show stat". */
const SCRIPT = `echo 'show stat -1 4 -1' | socat -t 1 stdio unix-connect:${HAPROXY_SOCKET} 2>/dev/null || echo ${GONE}`;
const STATUS_COLUMN = 17;

/** Polls HAProxy on each director by its own socket, whether it has the address or not. */
export function watchBalancers([hosts = '']: readonly string[]): void {
  for (const host of hosts.split(',')) {
    const print = changePrinter();
    const known = new Set<string>();
    const all = (own: string, servers: string) =>
      new Map([
        [`haproxy:${host}`, own],
        ...[...known].map((subject): [string, string] => [subject, servers]),
      ]);
    ask({
      host,
      script: SCRIPT,
      periodMs: PERIOD_MS,
      onAnswer: (lines) => {
        if (lines.includes(GONE)) {
          print(all('down', 'none'));
          return;
        }
        const servers = serverStates(host, lines);
        for (const subject of servers.keys()) {
          known.add(subject);
        }
        print(new Map([[`haproxy:${host}`, 'up'], ...servers]));
      },
      onLost: () => print(all('unknown', 'unknown')),
    });
  }
}

/** State by subject, from the answer to `show stat`; the progress of checks (`UP 1/3`) is left out. */
export function serverStates(host: string, lines: readonly string[]): Map<string, string> {
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(','));
  return new Map(
    rows.map((row) => [
      `haproxy:${host}:${row[0]}/${row[1]}`,
      row[STATUS_COLUMN]?.split(' ')[0] || 'unknown',
    ]),
  );
}
