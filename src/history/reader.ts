import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ChaosError, messageOf } from '../core/errors.js';
import type { HistoryEvent } from './types.js';

/**
 * Reads a history, in the order it was written. A last line that was cut off (the harness was killed
 * while writing it) is left out.
 * @throws ChaosError HISTORY_UNREADABLE, with the line
 */
export async function readHistory(path: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let broken: number | undefined;
  let lineNumber = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
      lineNumber++;
      if (broken !== undefined) {
        break;
      }
      const event = parseEvent(line);
      if (event === undefined) {
        broken = lineNumber;
      } else {
        events.push(event);
      }
    }
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
  if (broken !== undefined && broken < lineNumber) {
    throw unreadable(`${path}:${broken}`, 'the line is not an event');
  }
  if (events[0]?.type !== 'run.start') {
    throw unreadable(path, 'it does not begin with a run.start event');
  }
  return events;
}

function parseEvent(line: string): HistoryEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'type' in value
      ? (value as HistoryEvent)
      : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(where: string, reason: string): ChaosError {
  return new ChaosError('HISTORY_UNREADABLE', `the history cannot be read: ${reason}`, {
    where,
    hint: 'name the folder of a run, which holds run.json and history.ndjson',
  });
}
