import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ChaosError, messageOf } from '../core/errors.js';
import type { HistoryEvent } from './types.js';

/**
 * The events of a history, in the order they were written, each as it is read, so that nobody keeps what he does not
 * need. A last line that was cut off (the harness was killed while writing it) is left out.
 * @throws ChaosError HISTORY_UNREADABLE, with the line
 */
export async function* readHistory(path: string): AsyncGenerator<HistoryEvent> {
  let broken: number | undefined;
  let lineNumber = 0;
  for await (const line of linesOf(path)) {
    if (broken !== undefined) {
      throw unreadable(`${path}:${broken}`, 'the line is not an event');
    }
    lineNumber++;
    const event = parseEvent(line);
    if (lineNumber === 1 && event?.type !== 'run.start') {
      throw withoutStart(path);
    }
    if (event === undefined) {
      broken = lineNumber;
    } else {
      yield event;
    }
  }
  if (lineNumber === 0) {
    throw withoutStart(path);
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(path, 'utf8') });
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
}

function withoutStart(path: string): ChaosError {
  return unreadable(path, 'it does not begin with a run.start event');
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
