import { CookieJar } from '../../core/http/cookies.js';
import type { Exchange, ExchangeOwner } from '../../core/http/exchange.js';
import type { TransportFailure } from '../../core/http/failure.js';
import { ResponseParser } from '../../core/http/response-parser.js';
import type { Connections, ReadyRequest } from './connections.js';

/** What a slot tells the loop that it works for. */
export interface SlotEvents {
  nowMs(): number;
  onConnect(): void;
  /** The request ended with a whole answer; the slot is free. */
  onAnswer(slot: Slot, status: number, bytes: number): void;
  /** The request ended without one; the slot is free. */
  onFailure(slot: Slot, kind: TransportFailure, error: unknown): void;
  /** The server ended a connection that was to be kept. */
  onServerClose(): void;
}

export interface SlotOptions {
  readonly keepAlive: boolean;
  readonly cookies: boolean;
  /** From the sending of a request to the end of its answer. */
  readonly timeoutMs: number;
  /** Which of the requests is sent next. */
  readonly choose: () => number;
}

/** One place among the `connections` of a load: at most one connection with one request in flight. */
export class Slot implements ExchangeOwner<Exchange> {
  /** When the request in flight was due, and when it was begun. */
  dueMs = 0;
  sentMs = 0;
  busy = false;
  /** Length of the last pause after a failure; 0 since the last answer. */
  pauseMs = 0;
  #exchange: Exchange | undefined;
  #requests: readonly ReadyRequest[];
  readonly #parser: ResponseParser;
  readonly #jar = new CookieJar();

  constructor(
    readonly options: SlotOptions,
    readonly connections: Connections,
    readonly events: SlotEvents,
  ) {
    this.#parser = new ResponseParser({ keepCookies: options.cookies });
    this.#requests = connections.requests('');
  }

  /** Sends the next request, over a new connection where none is open. */
  begin(dueMs: number, nowMs: number): void {
    this.busy = true;
    this.dueMs = dueMs;
    this.sentMs = nowMs;
    if (this.#exchange !== undefined) {
      this.#send(this.#exchange);
      return;
    }
    this.events.onConnect();
    this.#exchange = this.connections.open(this.#parser, this);
  }

  overdue(): boolean {
    return this.#overdueAt(this.events.nowMs());
  }

  /** Ends the request in flight if the time for it is over. */
  timeOutIfOverdue(nowMs: number): void {
    if (this.#overdueAt(nowMs)) this.#exchange?.timedOut();
  }

  /** Closes the connection, and forgets a request in flight. */
  close(): void {
    this.busy = false;
    this.#exchange?.close();
    this.#exchange = undefined;
  }

  onOpen(exchange: Exchange): void {
    this.#send(exchange);
  }

  onAnswer(exchange: Exchange): void {
    this.busy = false;
    if (this.options.cookies && this.#jar.take(this.#parser.setCookies)) {
      this.#requests = this.connections.requests(this.#jar.header());
    }
    if (!exchange.reusable) {
      if (this.options.keepAlive) this.events.onServerClose();
      this.#exchange = undefined;
    } else if (!this.options.keepAlive) {
      this.#closeExchange(exchange);
    }
    this.events.onAnswer(this, exchange.status, exchange.bytes);
  }

  onFailure(_exchange: Exchange, kind: TransportFailure, error?: unknown): void {
    this.busy = false;
    this.#exchange = undefined;
    this.events.onFailure(this, kind, error);
  }

  onIdleClose(): void {
    this.#exchange = undefined;
    this.events.onServerClose();
  }

  #send(exchange: Exchange): void {
    const request = this.#requests[this.options.choose()] as ReadyRequest;
    exchange.send(request.bytes, request.toHead);
  }

  #overdueAt(nowMs: number): boolean {
    return this.busy && nowMs - this.sentMs > this.options.timeoutMs;
  }

  #closeExchange(exchange: Exchange): void {
    exchange.close();
    this.#exchange = undefined;
  }
}
