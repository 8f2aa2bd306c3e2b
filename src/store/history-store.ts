import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { StoreEntry } from '../measurements/comparison/baseline.js';

/** What a store holds, and how many of its lines could not be read. */
export interface StoreContent {
  readonly entries: readonly StoreEntry[];
  readonly unreadable: number;
}

/**
 * Appends one line. Several processes may do so at once: a line goes out in one write to a file opened for appending,
 * which local file systems do not mix with others (NFS gives no such promise). A line that a crash cut off is closed
 * first, so that it spoils nothing but itself.
 * @throws ChaosError STORE_UNWRITABLE
 */
export function appendToStore(path: string, entry: StoreEntry): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(path, 'a+');
    try {
      const text = `${endsInLine(descriptor) ? '' : '\n'}${JSON.stringify(entry)}\n`;
      const bytes = Buffer.from(text);
      const written = writeSync(descriptor, bytes);
      if (written !== bytes.length) {
        throw new Error(`only ${written} of ${bytes.length} bytes could be written`);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new ChaosError('STORE_UNWRITABLE', `the history of runs cannot be written: ${messageOf(error)}`, {
      where: path,
      hint: 'name another with --store',
      exitCode: ExitCode.brokeOff,
    });
  }
}

function endsInLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  return size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last.toString() === '\n');
}

/**
 * Reads a store in the order it was written; a file that is not there is an empty one.
 * @throws ChaosError STORE_UNREADABLE
 */
export function readStore(path: string): StoreContent {
  const lines = textOf(path)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const entries = lines.map(parseEntry).filter((entry) => entry !== undefined);
  return { entries, unreadable: lines.length - entries.length };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return '';
    }
    throw new ChaosError('STORE_UNREADABLE', `the history of runs cannot be read: ${messageOf(error)}`, {
      where: path,
      hint: 'name another with --store',
    });
  }
}

function parseEntry(line: string): StoreEntry | undefined {
  try {
    const value = JSON.parse(line) as StoreEntry;
    const results = value.type === 'run' ? [value.result] : value.type === 'baseline' ? value.runs : [];
    return results.length > 0 && results.every(({ schema }) => schema === 'chaos/result@1')
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
