import { Worker } from 'node:worker_threads';

/** Connections live for a moment each: with room, most are gone before a collection has to look at them. */
const YOUNG_GENERATION_MB = 64;

/** Whom a thread works for. */
export interface ThreadOwner {
  onMessage(message: unknown): void;
  /** The thread broke, or ended by itself. */
  onBroken(error: unknown): void;
}

/** Threads whose work ended, by what they run. */
const idle = new Map<string, KeptThread[]>();

/**
 * A thread that runs `entry`: one that did before and has nothing to do, if there is one, since its code is compiled.
 * In a new thread the first hundreds of requests take several times the processor time of later ones, so that a short
 * load would be about that.
 */
export function takeThread(entry: URL, owner: ThreadOwner): KeptThread {
  const thread = idle.get(entry.href)?.pop() ?? new KeptThread(entry);
  thread.workFor(owner);
  return thread;
}

/** A thread that serves one owner after another. */
export class KeptThread {
  readonly #worker: Worker;
  #owner: ThreadOwner | undefined;

  constructor(readonly entry: URL) {
    this.#worker = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
    this.#worker.on('message', (message: unknown) => this.#owner?.onMessage(message));
    // What breaks while nobody needs it is not missed.
    this.#worker.on('error', (error) => this.#owner?.onBroken(error));
    this.#worker.on('exit', () => this.#gone());
  }

  workFor(owner: ThreadOwner): void {
    this.#owner = owner;
    this.#worker.ref();
  }

  tell(message: unknown): void {
    this.#worker.postMessage(message);
  }

  /** For a thread that has nothing to do any more: the next owner may have it, and the process may end. */
  release(): void {
    this.#owner = undefined;
    this.#worker.unref();
    const others = idle.get(this.entry.href);
    if (others === undefined) idle.set(this.entry.href, [this]);
    else others.push(this);
  }

  async end(): Promise<void> {
    this.#owner = undefined;
    await this.#worker.terminate();
  }

  #gone(): void {
    const others = idle.get(this.entry.href) ?? [];
    idle.set(
      this.entry.href,
      others.filter((thread) => thread !== this),
    );
    this.#owner?.onBroken(new Error('a load thread ended without a result'));
  }
}
