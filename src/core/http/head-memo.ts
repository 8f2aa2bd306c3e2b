/** What the head of an answer came to. */
export interface HeadOutcome {
  readonly status: number;
  readonly keepAlive: boolean;
  /** The parser's state behind the head. */
  readonly state: number;
  /** Of a body with a length: its bytes. */
  readonly remaining: number;
}

/** Longer heads are seldom the same twice. */
const MOST_BYTES = 2048;
/** Where no two heads are alike, only each so many-th is kept to be compared with. */
const PATIENCE = 8;
const SELDOM = 64;

/**
 * The head of the last answer and what it came to. A server that is asked for one page says the same thousands of
 * times a second: comparing is several times cheaper than reading, and the same bytes mean the same.
 */
export class HeadMemo {
  #head = Buffer.alloc(0);
  #outcome: HeadOutcome | undefined;
  #toHead = false;
  #misses = 0;

  /** How many bytes of an answer the head that was kept is. */
  get length(): number {
    return this.#head.length;
  }

  /**
   * What the bytes from `from` came to the last time, if they begin with the head that was kept.
   * @param toHead whether the request was a HEAD
   */
  recall(bytes: Uint8Array, from: number, to: number, toHead: boolean): HeadOutcome | undefined {
    const { length } = this.#head;
    if (
      this.#outcome === undefined ||
      toHead !== this.#toHead ||
      to - from < length ||
      this.#head.compare(bytes, from, from + length) !== 0
    ) {
      this.#misses++;
      return undefined;
    }
    this.#misses = 0;
    return this.#outcome;
  }

  /** Keeps a whole head, `bytes` from `from` up to `to`, in place of the one before. */
  keep(bytes: Uint8Array, from: number, to: number, toHead: boolean, outcome: HeadOutcome): void {
    if (to - from > MOST_BYTES || (this.#misses > PATIENCE && this.#misses % SELDOM !== 0)) return;
    this.#head = Buffer.from(bytes.subarray(from, to));
    this.#toHead = toHead;
    this.#outcome = outcome;
  }
}
