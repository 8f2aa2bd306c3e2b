import autocannon from 'autocannon';
import type { Doubt, LoadResult, LoadWindow, OutcomeCounts } from '../history/types.js';
import type { ClientInternals } from './autocannon/client-internals.js';
import { type ClientOwner, TamedClient } from './autocannon/tamed-client.js';
import { describeOutcomes } from './outcomes.js';
import { latencySummary, Tally, totalOf } from './tally.js';
import type { LoadSpec } from './types.js';
import { WINDOW_MS } from './windows.js';

/** It is told to run for a week: amount and duration are ours to end, exactly and not on its next tick. */
const LONGER_THAN_ANY_LOAD_S = 7 * 24 * 3600;

export interface AutocannonSurroundings {
  nowMs(): number;
  onWindow(window: LoadWindow): void;
}

/**
 * Makes ready to run one closed-loop load with autocannon's clients and none of its accounts: counts, times and end
 * are taken here. (`ignoreCoordinatedOmission` is refused by autocannon 9 unless a rate is given; its
 * correction touches only its own histogram, which is not used.)
 */
export function prepareAutocannon(spec: LoadSpec, surroundings: AutocannonSurroundings) {
  const load = new AutocannonLoad(spec, surroundings);
  return { run: (startMs: number) => load.run(startMs), stop: () => load.stop() };
}

class AutocannonLoad implements ClientOwner {
  readonly #clients: TamedClient[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #tally = new Tally(0);
  #startMs = 0;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #lastMs = 0;
  #left: number;
  #inFlight = 0;
  #connects = 0;
  #serverCloses = 0;
  #stopped = false;
  #over = false;
  #endOfItsOwn: () => void = () => {};
  #finish: (result: LoadResult) => void = () => {};

  constructor(
    readonly spec: LoadSpec,
    readonly surroundings: AutocannonSurroundings,
  ) {
    this.#left = spec.requests ?? Number.POSITIVE_INFINITY;
  }

  run(startMs: number): Promise<LoadResult> {
    const finished = new Promise<LoadResult>((resolve) => {
      this.#finish = resolve;
    });
    const { spec } = this;
    this.#startMs = startMs;
    this.#lastMs = startMs;
    this.#tally = new Tally(startMs);
    if (this.#stopped) {
      this.#end();
      return finished;
    }
    this.#timers.push(setInterval(() => this.#tellWindows(), WINDOW_MS));
    const instance = autocannon(
      {
        url: spec.url,
        method: spec.method as 'GET',
        headers: { ...spec.headers },
        ...(spec.body === undefined ? {} : { body: spec.body }),
        // More clients than requests would open connections for nothing.
        connections: Math.min(spec.connections, spec.requests ?? spec.connections),
        duration: LONGER_THAN_ANY_LOAD_S,
        setupClient: (client) => {
          const internals = client as unknown as ClientInternals;
          this.#clients.push(new TamedClient(internals, spec, this));
        },
      },
      () => {},
    );
    this.#endOfItsOwn = () => instance.stop();
    return finished;
  }

  stop(): void {
    if (this.#over) return;
    this.#stopped = true;
    if (this.#timers.length === 0) return;
    this.#lastMs = this.surroundings.nowMs();
    this.#end();
  }

  nowMs(): number {
    return this.surroundings.nowMs();
  }

  exhausted(): boolean {
    return this.#over || this.#left === 0 || this.surroundings.nowMs() >= this.#deadlineMs;
  }

  begun(): void {
    this.#left--;
    this.#inFlight++;
  }

  answered(status: number, bytes: number, latencyMs: number): void {
    this.#tally.answer(status, bytes, latencyMs, this.surroundings.nowMs());
    this.#ended();
  }

  failed(kind: keyof OutcomeCounts): void {
    this.#tally.fail(kind, this.surroundings.nowMs());
    this.#ended();
  }

  connects(): void {
    if (this.#connects === 0) this.#begins();
    this.#connects++;
  }

  serverClosed(): void {
    this.#serverCloses++;
  }

  /** Time counts from the first connection: autocannon takes some milliseconds to come to it. */
  #begins(): void {
    this.#startMs = this.surroundings.nowMs();
    this.#lastMs = this.#startMs;
    if (this.spec.durationMs === undefined) return;
    this.#deadlineMs = this.#startMs + this.spec.durationMs;
    this.#timers.push(setTimeout(() => this.#endIfDone(), this.spec.durationMs + 1));
  }

  #ended(): void {
    this.#inFlight--;
    this.#lastMs = this.surroundings.nowMs();
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#inFlight === 0 && this.exhausted()) this.#end();
  }

  #tellWindows(): void {
    for (const window of this.#tally.takeWindows(this.surroundings.nowMs())) {
      this.surroundings.onWindow(window);
    }
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const client of this.#clients) client.stop();
    this.#endOfItsOwn();
    for (const window of this.#tally.takeLastWindows(this.surroundings.nowMs())) {
      this.surroundings.onWindow(window);
    }
    this.#finish(this.#result());
  }

  #result(): LoadResult {
    const outcomes = this.#tally.outcomes();
    const latency = latencySummary(this.#tally.latency);
    return {
      requests: totalOf(outcomes),
      durationMs: this.#lastMs - this.#startMs,
      outcomes,
      nonTwoXx: this.#tally.nonTwoXx,
      bytes: this.#tally.bytes,
      ...(latency === undefined ? {} : { latency }),
      connectionsOpened: this.#connects,
      partial: this.#stopped,
      doubts: this.#doubts(outcomes),
    };
  }

  #doubts(outcomes: OutcomeCounts): Doubt[] {
    const doubts: Doubt[] = [];
    const failures = describeOutcomes({ ...outcomes, ok: 0 });
    if (this.#stopped) {
      doubts.push({
        code: 'STOPPED_EARLY',
        message: 'the load was stopped before its amount or duration was reached',
      });
    }
    if (failures !== '') {
      doubts.push({
        code: 'ERRORS_IN_AUTOCANNON',
        message: `requests failed (${failures}): autocannon is made for fault-free load, take the native engine for this`,
      });
    }
    if (this.#serverCloses > 0) {
      doubts.push({
        code: 'SERVER_CLOSED_KEEP_ALIVE',
        message: `the server ended ${this.#serverCloses} connections that were to be kept: requests after them paid for a new one`,
      });
    }
    return doubts;
  }
}
