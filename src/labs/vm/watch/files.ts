import type { Host } from '../../../hosts/types.js';
import { countedPlaces, countFiles, fileStates } from '../../nodes/watch/files.js';
import { changePrinter } from '../../nodes/watch/print-changes.js';
import { follow } from './follow.js';

const PERIOD_S = 15;
const END = '--end--';

/** Polls how many uploaded files each brick has, and a client sees. @param args as {@link countedPlaces} reads them */
export function watchFiles(open: () => Promise<Host>, args: readonly string[]): void {
  for (const place of countedPlaces(args)) {
    const print = changePrinter();
    const loop = `while :; do ${countFiles(place)}\necho ${END} || exit\nsleep ${PERIOD_S}; done`;
    let lines: string[] = [];
    const hear = (line: string) => {
      if (line === END) {
        print(fileStates(place, lines));
        lines = [];
      } else {
        lines.push(line);
      }
    };
    follow(open, ['node', place.host, 'sh', '-c', loop], hear, () => {
      lines = [];
      print(fileStates(place));
    });
  }
}
