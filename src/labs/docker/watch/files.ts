import { countedPlaces, countFiles, fileStates } from '../../nodes/watch/files.js';
import { changePrinter } from '../../nodes/watch/print-changes.js';
import { ask } from './ask.js';

const PERIOD_MS = 3_000;

/** Polls how many uploaded files each brick has, and a client sees. @param args as {@link countedPlaces} reads them */
export function watchFiles(args: readonly string[]): void {
  for (const place of countedPlaces(args)) {
    const print = changePrinter();
    ask({
      host: place.host,
      script: countFiles(place),
      periodMs: PERIOD_MS,
      onAnswer: (lines) => print(fileStates(place, lines)),
      onLost: () => print(fileStates(place)),
    });
  }
}
