import type { Host } from '../../../hosts/types.js';
import { changePrinter } from '../../docker/watch/print-changes.js';
import { follow } from './follow.js';

/** /proc/mdstat cannot be waited on by a shell: it is read twice a second, which costs next to nothing. */
const POLL = 'while :; do echo "$(cat "$1")"; echo; echo end; sleep 0.5; done';

/** Prints which members of an array are up. @param args the host and the array's name, for example `nas md0` */
export function watchArrays(open: () => Promise<Host>, [host = '', array = '']: readonly string[]): void {
  const print = changePrinter();
  const tell = (state: string) => print(new Map([[`raid:${host}`, state]]));
  readBlocks(open, ['sh', '-c', POLL, 'poll', '/proc/mdstat'], (text) =>
    tell(text === undefined ? 'unknown' : parseArray(text, array)),
  );
}

/** Prints how many links of a bond are up. @param args the host and the bond's name, for example `nas bond0` */
export function watchBonds(open: () => Promise<Host>, [host = '', bond = '']: readonly string[]): void {
  const print = changePrinter();
  const tell = (state: string) => print(new Map([[`bond:${host}`, state]]));
  const poll = ['ip', 'netns', 'exec', host, 'sh', '-c', POLL, 'poll', `/proc/net/bonding/${bond}`];
  readBlocks(open, poll, (text) => tell(text === undefined ? 'unknown' : parseBond(text)));
}

/** @param onBlock called with what was read, or with nothing when the machine is lost */
function readBlocks(
  open: () => Promise<Host>,
  argv: readonly string[],
  onBlock: (text: string | undefined) => void,
): void {
  let lines: string[] = [];
  follow(
    open,
    argv,
    (line) => {
      if (line === 'end') {
        onBlock(lines.join('\n'));
        lines = [];
      } else {
        lines.push(line);
      }
    },
    () => onBlock(undefined),
  );
}

/** @param text /proc/mdstat @returns `UUU`, `UU_`, `UU_ rebuilding`; `stopped` where there is no such array */
export function parseArray(text: string, array: string): string {
  const [, own] = new RegExp(`^${array} :([^]*?)(?=^\\S|$(?![^]))`, 'm').exec(text) ?? [];
  const members = /\[([U_]+)\]/.exec(own ?? '')?.[1] ?? 'stopped';
  return /recovery|resync|reshape/.test(own ?? '') ? `${members} rebuilding` : members;
}

/** @param text /proc/net/bonding/NAME @returns for example `2 of 2, eth0` */
export function parseBond(text: string): string {
  const active = /^Currently Active Slave: (\S+)/m.exec(text)?.[1] ?? 'none';
  const links = text.split(/^Slave Interface: /m).slice(1);
  const up = links.filter((link) => /^MII Status: up/m.test(link));
  return `${up.length} of ${links.length}, ${active}`;
}
