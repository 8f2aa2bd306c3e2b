import type { Clock } from '../../core/clock.js';
import type {
  HistoryEvent,
  IntegrityReadEvent,
  IntegrityWriteEvent,
  OutcomeKind,
  ReadFinding,
  WriteOutcome,
} from '../../history/types.js';
import type { Host } from '../../hosts/types.js';

/** One series of records, resolved: plain data. */
export interface IntegritySpec {
  readonly id: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly sizeBytes: number;
  /** After so many no more are written. */
  readonly count?: number;
  /** How many names are used again and again; 0: each record has one of its own. */
  readonly slots: number;
  /** How long a record that is not there, or cannot be read, is asked for again at the end. */
  readonly patienceMs: number;
  readonly place: WebPlace | FolderPlace;
}

/** Paths are templates: `{name}` stands for the record's name. */
export interface WebPlace {
  readonly kind: 'web';
  readonly frontend: string;
  readonly url: string;
  readonly method: 'PUT' | 'POST';
  readonly write: string;
  readonly read: string;
  readonly list?: string;
  readonly remove?: string;
  readonly caFile?: string;
}

/** A folder of a host, as a rule below a mount. */
export interface FolderPlace {
  readonly kind: 'folder';
  readonly host: string;
  readonly folder: string;
}

/** Records on the way. */
export interface RunningIntegrity {
  /**
   * Writes no more, reads back all that was written, unless `signal` aborts, and removes it. May be called again, and
   * then resolves with the first call.
   */
  finish(signal: AbortSignal): Promise<void>;
}

export interface IntegrityContext {
  /** No other run has it: names of records begin with it. */
  readonly runId: string;
  readonly clock: Clock;
  host(name: string): Promise<Host>;
  record(event: IntegrityEvent): void;
}

export type IntegrityEvent =
  | IntegrityWriteEvent
  | IntegrityReadEvent
  | Extract<HistoryEvent, { type: 'warning' }>;

/** Where records are kept. Nothing here rejects, and all but `list` settle at once when their signal aborts. */
export interface RecordStore {
  /** Whether one more may be on its way. */
  hasRoom(): boolean;
  write(name: string, content: Buffer, signal: AbortSignal): Promise<WriteEnd>;
  /** @param item what the store calls the record */
  read(item: string, signal: AbortSignal): Promise<ReadEnd>;
  /** What it holds, in its own words, in which names can be found; undefined when it did not say. Absent where it cannot. */
  readonly list?: (signal: AbortSignal) => Promise<string | undefined>;
  /** @returns why records stay, as a clause; undefined when they are gone */
  remove(prefix: string, items: readonly string[], signal: AbortSignal): Promise<string | undefined>;
}

export interface WriteEnd {
  readonly outcome: WriteOutcome;
  readonly kind: OutcomeKind;
  readonly status?: number;
  /** What the store calls the record, where that is not its name. */
  readonly item?: string;
}

export type ReadEnd =
  | { readonly found: 'content'; readonly content: Buffer; readonly cached?: true }
  | { readonly found: Exclude<ReadFinding, 'record' | 'torn'> };
