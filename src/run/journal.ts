import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { Check, HostDescription, Step } from '../hosts/types.js';
import type { LabRemains } from '../labs/types.js';
import { isAlive, markProcess, type ProcessMark } from './processes.js';

/**
 * The recovery journal: what must be undone if the harness dies. One file a run, in the state folder, so
 * that `chaos heal` finds it without knowing where the run wrote its results. Every entry is on the disk
 * before what it speaks of is done; the file is removed when nothing is left to undo.
 */
export interface Journal {
  readonly path: string;
  /** @throws ChaosError JOURNAL_UNWRITABLE: then nothing may be injected */
  intend(intent: Intent): void;
  undone(fault: string): void;
  lab(remains: LabRemains): void;
  /** Nothing is left to undo. */
  close(): void;
}

/** What undoes one fault, complete in itself. */
export interface Intent {
  readonly fault: string;
  readonly undo: readonly Step[];
  readonly recovered: readonly Check[];
  /** What ends the timers on the hosts, once the undo is done; see dead-man.ts. */
  readonly disarm?: readonly Step[];
  /** What the recovery alone needed, and is put back after it. */
  readonly afterwards?: readonly Step[];
  readonly hosts: Readonly<Record<string, HostDescription>>;
}

export interface JournalOwner {
  readonly scenario: string;
  readonly cluster: string;
  readonly runDir: string;
  readonly startedAt: string;
}

type Entry =
  | ({ readonly entry: 'run'; readonly process: ProcessMark } & JournalOwner)
  | { readonly entry: 'lab'; readonly remains: LabRemains }
  | ({ readonly entry: 'intent' } & Intent)
  | { readonly entry: 'undone'; readonly fault: string };

/** A journal that a run left behind. */
export interface LeftJournal {
  readonly path: string;
  readonly owner: JournalOwner;
  /** The harness that wrote it still runs: not to be touched. */
  readonly inUse: boolean;
  /** Not undone, the latest first. */
  readonly intents: readonly Intent[];
  readonly remains: readonly LabRemains[];
}

/** @throws ChaosError JOURNAL_UNWRITABLE */
export function openJournal(stateDir: string, id: string, owner: JournalOwner): Journal {
  const folder = journalFolder(stateDir);
  const path = join(folder, `${id}.ndjson`);
  const file = guarded(path, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openSync(path, 'wx', 0o600);
  });
  const write = (entry: Entry) =>
    guarded(path, () => {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    });
  write({ entry: 'run', process: markProcess(process.pid), ...owner });
  return {
    path,
    intend: (intent) => write({ entry: 'intent', ...intent }),
    undone: (fault) => write({ entry: 'undone', fault }),
    lab: (remains) => write({ entry: 'lab', remains }),
    close: () => {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

/** Every journal in the state folder, oldest first. */
export function leftJournals(stateDir: string): LeftJournal[] {
  let names: string[];
  try {
    names = readdirSync(journalFolder(stateDir));
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .map((name) => readJournal(join(journalFolder(stateDir), name)));
}

export function removeJournal(journal: LeftJournal): void {
  rmSync(journal.path, { force: true });
}

/** Notes that a fault of a left journal was undone, so that it is not undone twice. */
export function noteUndone(journal: LeftJournal, fault: string): void {
  const file = openSync(journal.path, 'a');
  writeSync(file, `${JSON.stringify({ entry: 'undone', fault } satisfies Entry)}\n`);
  fsyncSync(file);
  closeSync(file);
}

function journalFolder(stateDir: string): string {
  return join(stateDir, 'journals');
}

function readJournal(path: string): LeftJournal {
  const entries = readFileSync(path, 'utf8').split('\n').flatMap(parseEntry);
  const run = entries.find((entry) => entry.entry === 'run');
  return {
    path,
    owner: run ?? { scenario: 'unknown', cluster: 'unknown', runDir: '', startedAt: '' },
    inUse: run !== undefined && isAlive(run.process),
    intents: entries.reduce(leftIntents, []).reverse(),
    remains: entries.flatMap((entry) => (entry.entry === 'lab' ? [entry.remains] : [])),
  };
}

/** A fault may be intended again after it was taken back: what counts is what was said last. */
function leftIntents(left: readonly Intent[], entry: Entry): Intent[] {
  switch (entry.entry) {
    case 'intent':
      return [...left, entry];
    case 'undone':
      return left.filter(({ fault }) => fault !== entry.fault);
    default:
      return [...left];
  }
}

/** A line that was cut off speaks of something that was not done yet, since it is written before. */
function parseEntry(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return [];
  }
}

function guarded<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new ChaosError(
      'JOURNAL_UNWRITABLE',
      `the recovery journal cannot be written: ${messageOf(error)}`,
      {
        where: path,
        hint: 'nothing is injected without it; set CHAOS_STATE_DIR to a folder that can be written',
        exitCode: ExitCode.refused,
        cause: error,
      },
    );
  }
}
