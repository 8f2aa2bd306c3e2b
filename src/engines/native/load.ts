import { errorCode, type TransportFailure } from '../../core/http/failure.js';
import type { Ticker } from '../../core/ticker.js';
import type { Doubt, LoadResult, LoadWindow } from '../../history/types.js';
import { Tally, totalOf } from '../tally.js';
import type { LoadSpec } from '../types.js';
import { arrivalTimes } from './arrivals.js';
import { ClosedLoop } from './closed-loop.js';
import type { Connections } from './connections.js';
import { OpenLoop } from './open-loop.js';
import type { Pacer } from './pacer.js';
import { Slot, type SlotEvents } from './slot.js';

const WINDOW_MS = 100;
const SWEEPS_PER_TIMEOUT = 50;
const SHORTEST_SWEEP_MS = 5;
const LONGEST_SWEEP_MS = 100;
/** More late sends than this share are the sender's fault and put the schedule in doubt. */
const LATE_SHARE = 0.01;

/** What a load needs of the outside. */
export interface LoadSurroundings {
  readonly connections: Connections;
  readonly seed: number;
  /** The run's clock. */
  nowMs(): number;
  onWindow(window: LoadWindow): void;
  /** For an open loop; calls `onTick` when it is time. */
  startTicker(onTick: () => void): Promise<Ticker>;
}

export interface RunningLoad {
  readonly finished: Promise<LoadResult>;
  /** Ends at once; what is in flight is forgotten, and the result says that it is partial. */
  stop(): void;
}

/** Runs one load to its end. Never rejects because of what the server did. */
export async function startLoad(spec: LoadSpec, surroundings: LoadSurroundings): Promise<RunningLoad> {
  let onTick = () => {};
  const ticker =
    spec.ratePerSecond === undefined ? undefined : await surroundings.startTicker(() => onTick());
  const load = new Load(spec, surroundings, ticker);
  onTick = () => load.tick();
  const finished = load.run().finally(() => ticker?.stop());
  return { finished, stop: () => load.stop() };
}

class Load implements SlotEvents {
  readonly #slots: readonly Slot[];
  readonly #pacer: Pacer;
  readonly #open: OpenLoop | undefined;
  readonly #errorCodes = new Map<string, number>();
  readonly #timers: NodeJS.Timeout[] = [];
  #tally: Tally;
  #startMs = 0;
  #lastMs = 0;
  #inFlight = 0;
  #connects = 0;
  #serverCloses = 0;
  #stopped = false;
  #over = false;
  #finish: (result: LoadResult) => void = () => {};

  constructor(
    readonly spec: LoadSpec,
    readonly surroundings: LoadSurroundings,
    ticker: Ticker | undefined,
  ) {
    const { keepAlive, cookies, timeoutMs } = spec;
    const options = { keepAlive, cookies, timeoutMs, toHead: spec.method === 'HEAD' };
    this.#slots = Array.from(
      { length: spec.connections },
      () => new Slot(options, surroundings.connections, this),
    );
    this.#tally = new Tally(0);
    const begin = (slot: Slot, dueMs: number, nowMs: number) => this.#begin(slot, dueMs, nowMs);
    this.#open = ticker === undefined ? undefined : this.#openLoop(ticker, begin);
    this.#pacer = this.#open ?? new ClosedLoop(spec, this.#slots, begin, surroundings.nowMs);
  }

  run(): Promise<LoadResult> {
    const finished = new Promise<LoadResult>((resolve) => {
      this.#finish = resolve;
    });
    this.#startMs = this.surroundings.nowMs();
    this.#lastMs = this.#startMs;
    this.#tally = new Tally(this.#startMs);
    const sweepMs = this.spec.timeoutMs / SWEEPS_PER_TIMEOUT;
    this.#timers.push(
      setInterval(() => this.#window(), WINDOW_MS),
      setInterval(
        () => this.#sweep(),
        Math.min(LONGEST_SWEEP_MS, Math.max(SHORTEST_SWEEP_MS, Math.round(sweepMs))),
      ),
    );
    if (this.spec.durationMs !== undefined) {
      this.#timers.push(setTimeout(() => this.#endIfDone(), this.spec.durationMs + 1));
    }
    this.#pacer.start(this.#startMs);
    this.#endIfDone();
    return finished;
  }

  tick(): void {
    this.#open?.tick(this.surroundings.nowMs());
    this.#endIfDone();
  }

  stop(): void {
    if (this.#over) return;
    this.#stopped = true;
    this.#lastMs = this.surroundings.nowMs();
    this.#end();
  }

  nowMs(): number {
    return this.surroundings.nowMs();
  }

  onConnect(): void {
    this.#connects++;
  }

  onServerClose(): void {
    this.#serverCloses++;
  }

  onAnswer(slot: Slot, status: number, bytes: number): void {
    const nowMs = this.surroundings.nowMs();
    this.#tally.answer(status, bytes, nowMs - slot.dueMs);
    this.#ended(slot, nowMs, true);
  }

  onFailure(slot: Slot, kind: TransportFailure, error: unknown): void {
    const code = errorCode(error);
    if (code !== '') this.#errorCodes.set(code, (this.#errorCodes.get(code) ?? 0) + 1);
    this.#tally.fail(kind);
    this.#ended(slot, this.surroundings.nowMs(), false);
  }

  #openLoop(ticker: Ticker, begin: (slot: Slot, dueMs: number, nowMs: number) => void): OpenLoop {
    const { ratePerSecond = 1, arrivals } = this.spec;
    const next = arrivalTimes({ ratePerSecond, arrivals, seed: this.surroundings.seed });
    return new OpenLoop(this.spec, this.#slots, begin, next, ticker);
  }

  #begin(slot: Slot, dueMs: number, nowMs: number): void {
    this.#inFlight++;
    slot.begin(dueMs, nowMs);
  }

  #ended(slot: Slot, nowMs: number, answered: boolean): void {
    this.#inFlight--;
    this.#lastMs = nowMs;
    this.#pacer.free(slot, nowMs, answered);
    if (this.#inFlight === 0) this.#endIfDone();
  }

  #window(): void {
    this.surroundings.onWindow(this.#tally.takeWindow(this.surroundings.nowMs()));
  }

  #sweep(): void {
    const nowMs = this.surroundings.nowMs();
    this.#pacer.sweep(nowMs);
    for (const slot of this.#slots) slot.timeOutIfOverdue();
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#inFlight === 0 && this.#pacer.exhausted(this.surroundings.nowMs())) this.#end();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#pacer.stop();
    for (const slot of this.#slots) slot.close();
    this.#window();
    this.#finish(this.#result());
  }

  #result(): LoadResult {
    const outcomes = this.#tally.outcomes();
    const latency = this.#tally.latency();
    const open = this.#open;
    return {
      requests: totalOf(outcomes),
      durationMs: this.#lastMs - this.#startMs,
      outcomes,
      nonTwoXx: this.#tally.nonTwoXx,
      bytes: this.#tally.bytes,
      ...(latency === undefined ? {} : { latency }),
      ...(open === undefined ? {} : { late: open.late, dropped: open.dropped }),
      connectionsOpened: this.#connects,
      partial: this.#stopped,
      doubts: this.#doubts(latency !== undefined),
    };
  }

  #doubts(anySuccess: boolean): Doubt[] {
    const doubts: Doubt[] = [];
    const add = (applies: boolean, code: string, message: string) => {
      if (applies) doubts.push({ code, message });
    };
    const count = (code: string) => this.#errorCodes.get(code) ?? 0;
    const descriptors = count('EMFILE') + count('ENFILE');
    const lateByOwnFault = this.#open?.lateByOwnFault ?? 0;
    const dropped = this.#open?.dropped ?? 0;
    add(this.#stopped, 'STOPPED_EARLY', 'the load was stopped before its amount or duration was reached');
    add(
      !anySuccess,
      'NOTHING_SUCCEEDED',
      'no request got a successful answer: there is no latency, and the rate is of failures',
    );
    add(
      count('EADDRNOTAVAIL') > 0,
      'PORTS_SHORT',
      `this machine had no free port for ${count('EADDRNOTAVAIL')} connections`,
    );
    add(
      descriptors > 0,
      'DESCRIPTORS_SHORT',
      `this process could not open ${descriptors} connections: too many open files`,
    );
    add(
      this.#serverCloses > 0,
      'SERVER_CLOSED_KEEP_ALIVE',
      `the server ended ${this.#serverCloses} connections that were to be kept: requests after them paid for a new one`,
    );
    add(
      dropped > 0,
      'SENDS_DROPPED',
      `${dropped} requests found no free connection within the time-out and were never sent`,
    );
    add(
      lateByOwnFault > LATE_SHARE * (this.#open?.due ?? 0),
      'SENDS_LATE',
      `${lateByOwnFault} requests were sent more than 1 ms late because the sender was busy`,
    );
    return doubts;
  }
}
