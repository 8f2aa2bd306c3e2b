import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { HistoryEvent } from './types.js';

/** Appends events to a history file, each handed to the kernel as it happens. */
export interface HistoryWriter {
  append(event: HistoryEvent): void;
  /** Resolves when everything is in the file. @throws the first error of writing */
  close(): Promise<void>;
}

/** @param path an NDJSON file; must not exist, since a history is never rewritten */
export function writeHistory(path: string): HistoryWriter {
  const stream = createWriteStream(path, { flags: 'wx' });
  const done = finished(stream);
  // Reported by close(); without this an early error would end the process before faults are healed.
  done.catch(() => {});
  return {
    append: (event) => {
      stream.write(`${JSON.stringify(roundTimes(event))}\n`);
    },
    close: async () => {
      stream.end();
      await done;
    },
  };
}

/** A thousandth of a millisecond is what the clock can say; more digits would only make files longer. */
function roundTimes(event: HistoryEvent): object {
  return { ...event, t: Math.round(event.t * 1000) / 1000 };
}
