import { type ExchangePhase, errorKind, timeoutKind } from '../../core/http/failure.js';
import type { OutcomeKind } from '../../history/types.js';
import type { AnswerHeaders, ClientInternals } from './client-internals.js';

/** The load that a client works for. */
export interface ClientOwner {
  nowMs(): number;
  /** Whether no request may be sent any more. */
  exhausted(): boolean;
  /** One more request is sent now. */
  begun(): void;
  answered(status: number, bytes: number, latencyMs: number): void;
  failed(kind: OutcomeKind): void;
  connects(): void;
  serverClosed(): void;
}

export interface ClientOptions {
  readonly keepAlive: boolean;
  readonly timeoutMs: number;
}

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;
/** Its timer may fire this much early. */
const TIMER_SLACK_MS = 5;

/**
 * Keeps one client of autocannon truthful. By itself it forgets a request whose connection ended, matches
 * later answers to older requests, reads a new connection with the old one's parser state, sends on
 * connections that the server said it would close, loses what `reconnectRate` interrupts, and reconnects
 * without a pause. Here every request begun ends in exactly one outcome, timed by our own clock.
 */
export class TamedClient {
  #phase: ExchangePhase = 'connect';
  #inFlight = false;
  #sentMs = 0;
  #mustReconnect = false;
  #finishing = false;
  #pauseMs = 0;
  #pause: NodeJS.Timeout | undefined;
  readonly #connectAndSend: () => void;
  readonly #send: () => void;

  constructor(
    readonly client: ClientInternals,
    readonly options: ClientOptions,
    readonly owner: ClientOwner,
  ) {
    this.#connectAndSend = client._connect.bind(client);
    this.#send = client._doRequest.bind(client);
    const execute = client.parser.execute.bind(client.parser);
    client.timeout = options.timeoutMs;
    client._connect = () => this.#reconnect();
    client._doRequest = () => this.#next();
    client.parser.execute = (chunk) => this.#read(execute(chunk));
    client.on('headers', (headers: AnswerHeaders) => this.#headers(headers));
    client.on('response', (status: number, bytes: number) => this.#answered(status, bytes));
    client.on('connError', (error: unknown) => this.#lose(errorKind(error, this.#phase)));
  }

  /** Sends no more, and forgets what is in flight. */
  stop(): void {
    clearTimeout(this.#pause);
    this.client.destroy();
  }

  #headers(headers: AnswerHeaders): void {
    this.#phase = 'body';
    this.#mustReconnect = !headers.shouldKeepAlive || !this.options.keepAlive;
    if (!headers.shouldKeepAlive && this.options.keepAlive) this.owner.serverClosed();
  }

  #answered(status: number, bytes: number): void {
    if (!this.#inFlight) return;
    const latencyMs = this.owner.nowMs() - this.#sentMs;
    if (latencyMs > this.options.timeoutMs) {
      this.#lose(timeoutKind(this.#phase));
      return;
    }
    this.#inFlight = false;
    this.#phase = 'idle';
    this.#pauseMs = 0;
    this.owner.answered(status, bytes, latencyMs);
  }

  #read(result: unknown): unknown {
    if (result instanceof Error && this.#inFlight) {
      this.#lose('protocol');
      this.#reconnect();
    }
    return result;
  }

  #next(): void {
    // An answer that the end of its connection completed is followed by a reconnect, not by a request.
    if (this.#finishing || this.client.destroyed) return;
    if (this.#mustReconnect) {
      this.#reconnect();
      return;
    }
    if (this.owner.exhausted()) {
      this.client.destroy();
      return;
    }
    this.owner.begun();
    this.#inFlight = true;
    this.#sentMs = this.owner.nowMs();
    if (this.#phase === 'idle') this.#phase = 'header';
    this.#send();
  }

  #reconnect(): void {
    if (this.client.destroyed || this.#pause !== undefined) return;
    this.#settle();
    if (this.owner.exhausted()) {
      this.client.destroy();
      return;
    }
    this.#mustReconnect = false;
    if (this.client.conn !== undefined) {
      this.client._destroyConnection();
      this.client.parser.reinitialize('RESPONSE');
    }
    if (this.#pauseMs === 0) this.#connect();
    else this.#pause = setTimeout(() => this.#connect(), this.#pauseMs);
  }

  #connect(): void {
    this.#pause = undefined;
    if (this.client.destroyed) return;
    this.#phase = 'connect';
    this.owner.connects();
    this.#connectAndSend();
    this.client.conn?.once(this.client.secure ? 'secureConnect' : 'connect', () => {
      if (this.#phase === 'connect') this.#phase = 'header';
    });
  }

  /** The connection is over: so is the request that was in flight on it. */
  #settle(): void {
    if (!this.#inFlight) return;
    this.#finishing = true;
    this.client.parser.finish();
    this.#finishing = false;
    if (this.owner.nowMs() - this.#sentMs >= this.options.timeoutMs - TIMER_SLACK_MS) {
      this.#lose(timeoutKind(this.#phase));
    } else {
      this.#lose(this.#phase === 'body' ? 'truncated' : 'reset');
    }
  }

  #lose(kind: OutcomeKind): void {
    if (!this.#inFlight) return;
    this.#inFlight = false;
    const quick = this.owner.nowMs() - this.#sentMs < LONGEST_PAUSE_MS;
    this.#pauseMs = quick ? Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, 2 * this.#pauseMs)) : 0;
    this.owner.failed(kind);
  }
}
