import type { Clock } from '../../core/clock.js';
import type { IntegrityReadEvent } from '../../history/types.js';
import { type Due, type LaneActions, LaneSchedule } from '../schedule.js';
import { Ledger } from './ledger.js';
import { MOST_RECORDS, recogniseRecord, recordContent } from './record.js';
import type { IntegrityEvent, IntegritySpec, ReadEnd, RecordStore } from './types.js';

/** Reads beside the writes; one that hangs must not make the next ones wait. */
const MOST_READS = 16;

export interface SeriesSurroundings {
  readonly clock: Clock;
  readonly store: RecordStore;
  readonly prefix: string;
  record(event: IntegrityEvent): void;
}

/** What a read of a name came to, and when. */
export type Finding = Pick<IntegrityReadEvent, 'found' | 'version' | 'cached' | 'sentMs' | 'endMs'>;

/** One series: writes a record whenever one is due, and reads one back half an interval later. */
export class Series {
  readonly ledger: Ledger;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  #next = 0;
  #reads = 0;
  #looping: Promise<unknown> = Promise.resolve();

  constructor(
    readonly spec: IntegritySpec,
    readonly surroundings: SeriesSurroundings,
  ) {
    this.ledger = new Ledger(surroundings.prefix, spec.slots);
  }

  start(): void {
    const { everyMs } = this.spec;
    const startMs = this.surroundings.clock.nowMs();
    const writes: LaneActions = { send: (due) => this.#sendWrite(due), giveUp: () => {} };
    const reads: LaneActions = { send: () => this.#sendRead(), giveUp: () => {} };
    this.#looping = Promise.all([
      this.#loop(new LaneSchedule(startMs, everyMs, writes)),
      this.#loop(new LaneSchedule(startMs + everyMs / 2, everyMs, reads)),
    ]);
  }

  /** Sends nothing more, and waits for what is on its way: no longer than the time-out. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#looping;
    await Promise.all(this.#inFlight);
  }

  /** Reads the name of a key, whatever the store calls it. */
  async find(key: number, item: string): Promise<Finding> {
    const { clock, store } = this.surroundings;
    const sentMs = clock.nowMs();
    const end = await this.within((signal) => store.read(item, signal));
    return { sentMs, endMs: clock.nowMs(), ...this.#judge(key, end) };
  }

  /** Gives `action` a signal that aborts when the time-out of the series is over. */
  async within<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const timeOut = new AbortController();
    const ended = new AbortController();
    void this.surroundings.clock.sleep(this.spec.timeoutMs, ended.signal).then(() => {
      if (!ended.signal.aborted) timeOut.abort();
    });
    try {
      return await action(timeOut.signal);
    } finally {
      ended.abort();
    }
  }

  async #loop(schedule: LaneSchedule): Promise<void> {
    const { clock } = this.surroundings;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      schedule.run(() => clock.nowMs());
      await clock.sleep(schedule.wakeMs - clock.nowMs(), signal);
    }
  }

  /**
   * Records are numbered as they are sent: what could not be sent in time is no record. A name whose last write is still
   * on its way gets no other one: which of them came last would not be known.
   */
  #sendWrite({ dueMs }: Due): boolean {
    const { store } = this.surroundings;
    const record = this.#next;
    if (record >= (this.spec.count ?? MOST_RECORDS)) {
      if (this.spec.count === undefined) this.#tellEnough();
      return true;
    }
    if (this.ledger.isOnTheWay(this.ledger.keyOf(record)) || !store.hasRoom()) return false;
    this.#next++;
    this.ledger.sent(record);
    this.#track(this.#write(record, dueMs));
    return true;
  }

  async #write(number: number, dueMs: number): Promise<void> {
    const { clock, store, record } = this.surroundings;
    const name = this.ledger.nameOf(this.ledger.keyOf(number));
    const content = recordContent(name, number, this.spec.sizeBytes);
    const sentMs = clock.nowMs();
    const end = await this.within((signal) => store.write(name, content, signal));
    const endMs = clock.nowMs();
    this.ledger.ended(number, end);
    const { outcome, kind, status } = end;
    record({
      type: 'integrity.write',
      t: endMs,
      integrity: this.spec.id,
      record: number,
      dueMs,
      sentMs,
      endMs,
      outcome,
      kind,
      ...(status === undefined ? {} : { status }),
    });
  }

  #sendRead(): boolean {
    if (this.#reads >= MOST_READS || !this.surroundings.store.hasRoom()) return false;
    const key = this.ledger.nextToRead();
    if (key !== undefined) {
      this.#reads++;
      this.#track(this.#read(key));
    }
    return true;
  }

  async #read(key: number): Promise<void> {
    const record = this.ledger.expected(key) ?? key;
    const finding = await this.find(key, this.ledger.itemOf(key));
    this.#reads--;
    this.tellRead({ record, ...finding });
  }

  tellRead(read: Omit<IntegrityReadEvent, 'type' | 't' | 'integrity'>): void {
    const { clock, record } = this.surroundings;
    record({ type: 'integrity.read', t: clock.nowMs(), integrity: this.spec.id, ...read });
  }

  #judge(key: number, end: ReadEnd): Pick<Finding, 'found' | 'version' | 'cached'> {
    if (end.found !== 'content') return { found: end.found };
    const version = recogniseRecord(end.content, this.ledger.nameOf(key));
    const cached = end.cached === undefined ? {} : { cached: end.cached };
    return version === undefined ? { found: 'torn', ...cached } : { found: 'record', version, ...cached };
  }

  #track(work: Promise<void>): void {
    this.#inFlight.add(work);
    void work.finally(() => this.#inFlight.delete(work));
  }

  #saidEnough = false;

  #tellEnough(): void {
    if (this.#saidEnough) return;
    this.#saidEnough = true;
    this.surroundings.record({
      type: 'warning',
      t: this.surroundings.clock.nowMs(),
      code: 'RECORDS_ENOUGH',
      message: `${this.spec.id}: ${MOST_RECORDS} records were written, and no more: what came later was not watched`,
    });
  }
}
