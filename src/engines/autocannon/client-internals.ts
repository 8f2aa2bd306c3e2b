import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

/**
 * What we use of a client of autocannon 9 beyond its documented events: it has no other way to keep its
 * reconnects from losing or inventing requests. test/engines/autocannon.test.ts holds it to this.
 */
export interface ClientInternals extends EventEmitter {
  /** Milliseconds; read after `setupClient`. */
  timeout: number;
  readonly destroyed: boolean;
  readonly conn: Socket;
  readonly secure: boolean;
  readonly parser: {
    execute(chunk: Buffer): unknown;
    finish(): unknown;
    reinitialize(type: 'RESPONSE'): void;
  };
  readonly pipelinedRequests: { clear(): void };
  /** Connects and sends; called at the start, and after an error, an end or a time-out. */
  _connect(): void;
  /** Sends the next request; called after connecting and after each answer. */
  _doRequest(): void;
  _destroyConnection(): void;
  destroy(): void;
}

/** What a `headers` event tells. */
export interface AnswerHeaders {
  readonly shouldKeepAlive: boolean;
}
