import { type ExchangePhase, errorKind, type TransportFailure, timeoutKind } from './failure.js';
import type { ResponseParser } from './response-parser.js';

/** The socket, as far as an exchange needs it. */
export interface Wire {
  write(bytes: Uint8Array): void;
  /** Closes at once, and says nothing more to the exchange. */
  destroy(): void;
}

/** Who sends requests and is told how they ended. Every request ends in one of `onAnswer` and `onFailure`. */
export interface ExchangeOwner<Self> {
  /**
   * Whether the time for the request in flight is over. Asked before anything that comes from the wire is taken:
   * what counts is the clock, not whether a timer or a socket was looked at first.
   */
  overdue(): boolean;
  /** The connection is there (and secured) and takes a request. */
  onOpen(exchange: Self): void;
  /** A whole answer; `status` tells which. `reusable` says whether the connection takes another request. */
  onAnswer(exchange: Self): void;
  /** The request in flight, or the attempt to connect, came to this; the connection is gone. */
  onFailure(exchange: Self, kind: TransportFailure, error?: unknown): void;
  /** The peer ended a connection with nothing in flight. */
  onIdleClose(exchange: Self): void;
}

/**
 * One connection's state: connecting, then one request at a time. Knows nothing of sockets: it is told
 * what happened on the wire, and tells its owner what that means.
 */
export class Exchange {
  phase: ExchangePhase = 'dns';
  /** Bytes received since the last `send`. */
  bytes = 0;
  reusable = false;
  #wire: Wire | undefined;
  #toHead = false;

  constructor(
    readonly parser: ResponseParser,
    readonly owner: ExchangeOwner<Exchange>,
  ) {}

  get status(): number {
    return this.parser.status;
  }

  attach(wire: Wire): void {
    this.#wire = wire;
  }

  /** @param toHead the request is a HEAD: its answer has no body */
  send(request: Uint8Array, toHead: boolean): void {
    this.phase = 'header';
    this.bytes = 0;
    this.#toHead = toHead;
    this.parser.reset(this.#toHead);
    this.#wire?.write(request);
  }

  resolved(): void {
    if (this.phase === 'dns') this.phase = 'connect';
  }

  /** TCP is there and TLS is to follow. */
  connected(): void {
    if (this.phase !== 'closed') this.phase = 'tls';
  }

  opened(): void {
    if (this.phase === 'closed' || this.#tooLate()) return;
    this.phase = 'idle';
    this.owner.onOpen(this);
  }

  /** The first `length` bytes of `chunk` arrived; they are read before this returns. */
  received(chunk: Uint8Array, length: number): void {
    if (this.phase === 'closed') return;
    if (this.phase === 'idle') {
      // An answer to nothing: whatever it is, it must not be taken for the answer to the next request.
      this.close();
      this.owner.onIdleClose(this);
      return;
    }
    if (this.#tooLate()) return;
    this.bytes += length;
    const read = this.parser.push(chunk, 0, length);
    if (this.parser.done) this.#answered(read === length);
    else if (this.parser.failed) this.#fail('protocol');
    else if (this.parser.inBody) this.phase = 'body';
  }

  ended(): void {
    if (this.phase === 'closed') return;
    if (this.phase === 'idle') {
      this.close();
      this.owner.onIdleClose(this);
    } else if (this.#tooLate()) {
      return;
    } else if (this.phase === 'body' && this.parser.end()) {
      this.#answered(false);
    } else {
      this.#fail(this.bytes === 0 ? 'reset' : 'truncated');
    }
  }

  errored(error: unknown): void {
    if (this.phase === 'closed') return;
    if (this.phase === 'idle') this.ended();
    else if (!this.#tooLate()) this.#fail(errorKind(error, this.phase), error);
  }

  timedOut(): void {
    if (this.phase !== 'closed' && this.phase !== 'idle') this.#fail(timeoutKind(this.phase));
  }

  /** Closes without telling the owner. */
  close(): void {
    this.phase = 'closed';
    this.#wire?.destroy();
    this.#wire = undefined;
  }

  #answered(nothingLeft: boolean): void {
    this.reusable = nothingLeft && this.parser.keepAlive;
    if (this.reusable) this.phase = 'idle';
    else this.close();
    this.owner.onAnswer(this);
  }

  #tooLate(): boolean {
    const tooLate = this.owner.overdue();
    if (tooLate) this.timedOut();
    return tooLate;
  }

  #fail(kind: TransportFailure, error?: unknown): void {
    this.close();
    this.owner.onFailure(this, kind, error);
  }
}
