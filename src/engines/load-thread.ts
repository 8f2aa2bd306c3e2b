import { readFile } from 'node:fs/promises';
import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { LoadResult, LoadWindow, OutcomeCounts } from '../history/types.js';
import type { Host } from '../hosts/types.js';
import { type KeptThread, takeThread } from './kept-threads.js';
import { totalOf } from './tally.js';
import type { EngineContext, LoadSpec, ThreadReading } from './types.js';
import { sumCounts, WindowJoiner } from './windows.js';

/** What a load thread is told of its load. */
export interface LoadThreadData {
  readonly spec: LoadSpec;
  /** Which of the load's threads it is, from 0, and how many there are. */
  readonly share: { readonly index: number; readonly of: number };
  readonly seed: number;
  /** Origin of the run's clock, see core/clock.ts. */
  readonly originNs: bigint;
  /** PEM of the certificates to trust. */
  readonly ca?: string;
}

/**
 * What a load thread is told, for one load after another: `prepare`, `start` once it is ready, and perhaps `stop`.
 * Times are on the run's clock.
 */
export type LoadThreadOrder =
  | { readonly type: 'prepare'; readonly data: LoadThreadData }
  | { readonly type: 'start'; readonly startMs: number }
  | { readonly type: 'stop' };

/** What a load thread answers: `ready`, windows and readings, one `end`, then nothing more until the next load. */
export type LoadThreadMessage<Part> =
  | { readonly type: 'ready' }
  | { readonly type: 'window'; readonly window: LoadWindow }
  | { readonly type: 'reading'; readonly reading: ThreadReading }
  | { readonly type: 'end'; readonly part: Part };

/** An aborted thread that has not answered by then is ended from outside. */
const STOP_PATIENCE_MS = 700;

/** How a load is spread over threads, and put together again. */
export interface Threading<Part> {
  readonly entry: URL;
  readonly threads: number;
  /** @param parts one of each thread */
  resultOf(parts: readonly [Part, ...Part[]]): LoadResult;
}

/**
 * Runs a load in threads of its own, so that sending does not disturb the rest of the harness, nor the
 * rest the sending. All of them begin at once.
 */
export async function runLoadThreads<Part>(
  threading: Threading<Part>,
  spec: LoadSpec,
  context: EngineContext,
): Promise<LoadResult> {
  const ca = spec.caFile === undefined ? undefined : await readCa(spec.caFile);
  const originNs = process.hrtime.bigint() - BigInt(Math.round(context.clock.nowMs() * 1e6));
  const team = new LoadTeam(threading, context);
  team.prepare({ spec, seed: context.seed, originNs, ...(ca === undefined ? {} : { ca }) });
  try {
    return await team.finished;
  } finally {
    await team.dismiss();
  }
}

class LoadTeam<Part> {
  readonly finished: Promise<LoadResult>;
  readonly #startedMs: number;
  readonly #threads: readonly KeptThread[];
  readonly #joiner: WindowJoiner;
  readonly #parts: (Part | undefined)[];
  #unready: number;
  #seen: OutcomeCounts = {};
  #impatience: NodeJS.Timeout | undefined;
  #finish: (result: LoadResult) => void = () => {};
  #fail: (error: unknown) => void = () => {};
  readonly #onAbort = () => this.#stop();

  constructor(
    readonly threading: Threading<Part>,
    readonly context: EngineContext,
  ) {
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.#startedMs = context.clock.nowMs();
    const { threads, entry } = threading;
    this.#unready = threads;
    this.#parts = Array.from({ length: threads }, () => undefined);
    this.#joiner = new WindowJoiner(threads, (window) => this.#tellWindow(window));
    this.#threads = this.#parts.map((_, index) =>
      takeThread(entry, {
        onMessage: (message) => this.#take(index, message as LoadThreadMessage<Part>),
        onBroken: (error) => this.#fail(error),
      }),
    );
  }

  prepare(data: Omit<LoadThreadData, 'share'>): void {
    const of = this.#threads.length;
    for (const [index, thread] of this.#threads.entries()) {
      thread.tell({
        type: 'prepare',
        data: { ...data, share: { index, of } },
      } satisfies LoadThreadOrder);
    }
    const { signal } = this.context;
    if (signal.aborted) this.#stop();
    else signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Keeps the threads that have ended their part, and ends the others. */
  async dismiss(): Promise<void> {
    clearTimeout(this.#impatience);
    this.context.signal.removeEventListener('abort', this.#onAbort);
    const ended = (_: KeptThread, index: number) => this.#parts[index] !== undefined;
    const silent = this.#threads.filter((thread, index) => !ended(thread, index));
    for (const thread of this.#threads.filter(ended)) thread.release();
    await Promise.all(silent.map((thread) => thread.end()));
  }

  #take(index: number, message: LoadThreadMessage<Part>): void {
    switch (message.type) {
      case 'ready':
        this.#unready--;
        if (this.#unready === 0) this.#tell({ type: 'start', startMs: this.context.clock.nowMs() });
        break;
      case 'window':
        this.#joiner.take(index, message.window);
        break;
      case 'reading':
        this.context.onReading(message.reading);
        break;
      case 'end':
        this.#parts[index] = message.part;
        this.#joiner.ended(index);
        this.#finishIfDone();
    }
  }

  #finishIfDone(): void {
    const [first, ...others] = this.#parts.filter((part) => part !== undefined);
    if (first === undefined || others.length + 1 < this.#threads.length) return;
    this.#finish(this.threading.resultOf([first, ...others]));
  }

  #tell(order: LoadThreadOrder): void {
    for (const thread of this.#threads) thread.tell(order);
  }

  #tellWindow(window: LoadWindow): void {
    this.#seen = sumCounts([this.#seen, window.outcomes]);
    this.context.onWindow(window);
  }

  #stop(): void {
    this.#tell({ type: 'stop' });
    this.#impatience = setTimeout(() => {
      this.#joiner.flush();
      this.#finish(resultOfCounts(this.#seen, this.context.clock.nowMs() - this.#startedMs));
    }, STOP_PATIENCE_MS);
  }
}

/** Threads of this process send from this machine alone. */
export function refuseRemoteHost(engine: string, host: Host): void {
  if (host.description.kind === 'local') return;
  throw new ChaosError('ENGINE_IS_LOCAL', `the ${engine} engine runs on this machine, not on ${host.name}`, {
    hint: 'use the engine ab, which runs on any host, or send the load from: local',
    exitCode: ExitCode.refused,
  });
}

async function readCa(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ChaosError('CA_FILE_UNREADABLE', messageOf(error), {
      where: path,
      hint: 'caFile names a PEM file with the certificate authority that signs the frontend',
      exitCode: ExitCode.refused,
      cause: error,
    });
  }
}

/** What is known of a load of which a thread did not answer any more. */
function resultOfCounts(outcomes: OutcomeCounts, durationMs: number): LoadResult {
  const http = Object.entries(outcomes).filter(([kind]) => kind.startsWith('http-'));
  return {
    requests: totalOf(outcomes),
    durationMs,
    outcomes,
    nonTwoXx: http.reduce((sum, [, count]) => sum + count, 0),
    bytes: 0,
    partial: true,
    doubts: [
      {
        code: 'LOAD_THREAD_SILENT',
        message:
          'the load was stopped and a thread of it did not answer: counts end up to 200 ms early, bytes and latency are lost',
      },
    ],
  };
}
