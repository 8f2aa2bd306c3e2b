import { errorCode, type TransportFailure } from '../../core/http/failure.js';
import { seededRandom } from '../../core/random.js';
import type { Ticker } from '../../core/ticker.js';
import type { LoadWindow } from '../../history/types.js';
import { Tally } from '../tally.js';
import type { LoadSpec } from '../types.js';
import { WINDOW_MS } from '../windows.js';
import { arrivalTimes } from './arrivals.js';
import { choiceByWeight } from './choice.js';
import { ClosedLoop } from './closed-loop.js';
import type { Connections } from './connections.js';
import { OpenLoop } from './open-loop.js';
import type { Pacer } from './pacer.js';
import type { LoadPart } from './part.js';
import { type Share, shareOfSpec } from './share.js';
import { Slot, type SlotEvents } from './slot.js';

const SWEEPS_PER_TIMEOUT = 50;
const SHORTEST_SWEEP_MS = 5;
const LONGEST_SWEEP_MS = 100;

/** What a load needs of the outside. */
export interface LoadSurroundings {
  readonly connections: Connections;
  readonly seed: number;
  readonly share: Share;
  /** The run's clock. */
  nowMs(): number;
  onWindow(window: LoadWindow): void;
  /** For an open loop; calls `onTick` when it is time. */
  startTicker(onTick: () => void): Promise<Ticker>;
}

export interface ReadyLoad {
  /** @param startMs now, or a moment ago: the windows of all threads count from it */
  run(startMs: number): Promise<LoadPart>;
  /** Ends at once; what is in flight is forgotten, and the result says that it is partial. */
  stop(): void;
}

/** Makes ready to run one thread's share of a load. Never rejects because of what the server did. */
export async function prepareLoad(whole: LoadSpec, surroundings: LoadSurroundings): Promise<ReadyLoad> {
  const spec = shareOfSpec(whole, surroundings.share);
  let onTick = () => {};
  const ticker =
    spec.ratePerSecond === undefined ? undefined : await surroundings.startTicker(() => onTick());
  const load = new Load(spec, surroundings, ticker);
  onTick = () => load.tick();
  return {
    run: (startMs) => load.run(startMs).finally(() => ticker?.stop()),
    stop: () => load.stop(),
  };
}

class Load implements SlotEvents {
  readonly #slots: readonly Slot[];
  readonly #pacer: Pacer;
  readonly #open: OpenLoop | undefined;
  readonly #errorCodes: Record<string, number> = {};
  readonly #timers: NodeJS.Timeout[] = [];
  #tally = new Tally(0);
  #lastMs = 0;
  #inFlight = 0;
  #connects = 0;
  #serverCloses = 0;
  #stopped = false;
  #over = false;
  #finish: (part: LoadPart) => void = () => {};

  constructor(
    readonly spec: LoadSpec,
    readonly surroundings: LoadSurroundings,
    ticker: Ticker | undefined,
  ) {
    const { keepAlive, cookies, timeoutMs, mix } = spec;
    const choose =
      mix === undefined
        ? () => 0
        : choiceByWeight(mix, seededRandom(surroundings.seed, streamOf(surroundings)));
    const options = { keepAlive, cookies, timeoutMs, choose };
    this.#slots = Array.from(
      { length: spec.connections },
      () => new Slot(options, surroundings.connections, this),
    );
    const begin = (slot: Slot, dueMs: number, nowMs: number) => this.#begin(slot, dueMs, nowMs);
    this.#open = ticker === undefined ? undefined : this.#openLoop(ticker, begin);
    this.#pacer = this.#open ?? new ClosedLoop(spec, this.#slots, begin, surroundings.nowMs);
  }

  run(startMs: number): Promise<LoadPart> {
    const finished = new Promise<LoadPart>((resolve) => {
      this.#finish = resolve;
    });
    this.#lastMs = startMs;
    this.#tally = new Tally(startMs);
    const sweepMs = this.spec.timeoutMs / SWEEPS_PER_TIMEOUT;
    this.#timers.push(
      setInterval(() => this.#tellWindows(), WINDOW_MS),
      setInterval(
        () => this.#sweep(),
        Math.min(LONGEST_SWEEP_MS, Math.max(SHORTEST_SWEEP_MS, Math.round(sweepMs))),
      ),
    );
    if (this.spec.durationMs !== undefined) {
      this.#timers.push(setTimeout(() => this.#endIfDone(), this.spec.durationMs + 1));
    }
    if (this.#stopped) this.#end();
    else this.#pacer.start(startMs);
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
    if (this.#timers.length === 0) return;
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
    this.#tally.answer(status, bytes, nowMs - slot.dueMs, nowMs);
    this.#ended(slot, nowMs, true);
  }

  onFailure(slot: Slot, kind: TransportFailure, error: unknown): void {
    const nowMs = this.surroundings.nowMs();
    const code = errorCode(error);
    if (code !== '') this.#errorCodes[code] = (this.#errorCodes[code] ?? 0) + 1;
    this.#tally.fail(kind, nowMs);
    this.#ended(slot, nowMs, false);
  }

  #openLoop(ticker: Ticker, begin: (slot: Slot, dueMs: number, nowMs: number) => void): OpenLoop {
    const { seed, share } = this.surroundings;
    return new OpenLoop(this.spec, this.#slots, begin, arrivalTimes({ ...this.spec, seed, share }), ticker);
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

  #tellWindows(): void {
    for (const window of this.#tally.takeWindows(this.surroundings.nowMs())) {
      this.surroundings.onWindow(window);
    }
  }

  #sweep(): void {
    const nowMs = this.surroundings.nowMs();
    this.#pacer.sweep(nowMs);
    for (const slot of this.#slots) slot.timeOutIfOverdue(nowMs);
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
    for (const window of this.#tally.takeLastWindows(this.surroundings.nowMs())) {
      this.surroundings.onWindow(window);
    }
    this.#finish(this.#part());
  }

  #part(): LoadPart {
    const { startMs, nonTwoXx, bytes, latency } = this.#tally;
    return {
      startMs,
      lastMs: this.#lastMs,
      outcomes: this.#tally.outcomes(),
      nonTwoXx,
      bytes,
      latency,
      ...(this.#open === undefined ? {} : { open: this.#open.figures() }),
      connectionsOpened: this.#connects,
      serverCloses: this.#serverCloses,
      errorCodes: this.#errorCodes,
      stopped: this.#stopped,
    };
  }
}

/** Each thread draws from a stream of its own. */
function streamOf({ share }: LoadSurroundings): string {
  return `requests of thread ${share.index}`;
}
