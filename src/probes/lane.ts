import { CookieJar } from '../core/http/cookies.js';
import { Exchange, type ExchangeOwner } from '../core/http/exchange.js';
import type { TransportFailure } from '../core/http/failure.js';
import { type HttpTarget, requestBytes } from '../core/http/request.js';
import { ResponseParser } from '../core/http/response-parser.js';
import type { OutcomeKind, ProbeEvent } from '../history/types.js';
import { BodyKeeper } from './body-keeper.js';
import { judgeOf, needsBody } from './judge.js';
import type { Due, LaneActions } from './schedule.js';
import type { ProbeSpec } from './types.js';

/** What lanes need of the outside. */
export interface LaneSurroundings {
  readonly target: HttpTarget;
  /** The run's clock. */
  nowMs(): number;
  /** For how long in all, so far, this thread should have run and did not; see held-up.ts. */
  heldUpMs(): number;
  /** Starts to connect the exchange. */
  connect(exchange: Exchange): void;
  /** Takes a place among all probes in flight. @returns false when there is none */
  enter(): boolean;
  leave(): void;
  record(event: ProbeEvent): void;
}

/**
 * One lane of probes: sends each when it is due, and says how it ended. On a `keepalive` lane a probe that
 * is due while the last one is in flight opens a connection more; one is kept for the next, the others closed.
 */
export class Lane implements LaneActions {
  readonly judge: ReturnType<typeof judgeOf>;
  readonly keepsBody: boolean;
  request: Buffer;
  #idle: ProbeConnection | undefined;
  readonly #open = new Set<ProbeConnection>();
  readonly #jar = new CookieJar();

  constructor(
    readonly spec: ProbeSpec,
    readonly lane: number,
    readonly surroundings: LaneSurroundings,
  ) {
    this.judge = judgeOf(spec);
    this.keepsBody = needsBody(spec);
    this.request = this.#buildRequest();
  }

  send(due: Due): boolean {
    if (!this.surroundings.enter()) return false;
    const connection = this.#idle ?? new ProbeConnection(this);
    this.#idle = undefined;
    this.#open.add(connection);
    connection.begin(due);
    return true;
  }

  giveUp(due: Due): void {
    const nowMs = this.surroundings.nowMs();
    this.#record(
      due,
      { sentMs: nowMs, endMs: nowMs, heldUpMs: 0, heldUpBeforeRequestMs: 0 },
      { kind: 'other' },
    );
  }

  /** Closes what is kept open. */
  close(): void {
    this.#idle?.close();
    this.#idle = undefined;
  }

  /** @param reusable the connection takes another probe */
  ended(connection: ProbeConnection, end: ProbeEnd, reusable: boolean): void {
    this.surroundings.leave();
    this.#open.delete(connection);
    if (this.spec.cookies && this.#jar.take(connection.setCookies)) this.request = this.#buildRequest();
    if (reusable && this.spec.connection === 'keepalive' && this.#idle === undefined) {
      this.#idle = connection;
    } else {
      connection.close();
    }
    this.#record(connection.due, connection.flight(), end);
  }

  lost(connection: ProbeConnection): void {
    if (this.#idle === connection) this.#idle = undefined;
  }

  #record(due: Due, flight: Flight, end: ProbeEnd): void {
    const { sentMs, endMs, heldUpMs, heldUpBeforeRequestMs } = flight;
    this.surroundings.record({
      type: 'probe',
      t: endMs,
      probe: this.spec.id,
      lane: this.lane,
      sequence: due.sequence,
      dueMs: due.dueMs,
      sentMs,
      endMs,
      ...(heldUpMs < LEAST_HELD_UP_MS ? {} : { heldUpMs }),
      ...(heldUpBeforeRequestMs < LEAST_HELD_UP_MS ? {} : { heldUpBeforeRequestMs }),
      ...end,
    });
  }

  #buildRequest(): Buffer {
    return requestBytes(this.surroundings.target, this.spec, {
      keepAlive: this.spec.connection === 'keepalive' || closesFirst(this.spec),
      cookie: this.#jar.header(),
    });
  }
}

/**
 * Whether it is the probe that closes its connection, and not the server on request. The end that closes first
 * remembers the connection for a minute (TIME-WAIT). Where that is the server, a later probe from the same port meets
 * this memory and not the absence of a listener: its refusal comes 8 to 12 ms late, with the next connection request.
 * Where it is this machine, the port stays taken, of which there are 28,000: enough for 250 in a second.
 */
function closesFirst({ everyMs, lanes }: ProbeSpec): boolean {
  return everyMs / lanes >= LEAST_INTERVAL_TO_CLOSE_MS;
}

const LEAST_INTERVAL_TO_CLOSE_MS = 4;

/** Less is not worth recording. */
const LEAST_HELD_UP_MS = 0.5;

interface Flight {
  readonly sentMs: number;
  readonly endMs: number;
  /** How much of it the prober itself was held up. */
  readonly heldUpMs: number;
  /** Of that, until the request was written. */
  readonly heldUpBeforeRequestMs: number;
}

interface ProbeEnd {
  readonly kind: OutcomeKind;
  readonly status?: number;
  readonly server?: string;
}

/** One connection of a lane, with one probe in flight at most. */
class ProbeConnection implements ExchangeOwner<Exchange> {
  due: Due = { sequence: 0, dueMs: 0 };
  #sentMs = 0;
  /** In all, when it was sent. */
  #heldUpAtSendMs = 0;
  #heldUpBeforeRequestMs = 0;
  #exchange: Exchange | undefined;
  #body: BodyKeeper;
  #timer: NodeJS.Timeout | undefined;
  readonly #parser: ResponseParser;

  constructor(readonly lane: Lane) {
    this.#body = this.#newBody();
    this.#parser = new ResponseParser({
      keepCookies: lane.spec.cookies,
      onBody: (bytes, from, to) => this.#body.take(bytes, from, to),
    });
  }

  get setCookies(): readonly string[] {
    return this.#parser.setCookies;
  }

  begin(due: Due): void {
    const { surroundings, spec } = this.lane;
    this.due = due;
    this.#body = this.#newBody();
    this.#timer = setTimeout(() => this.#onTimer(), spec.timeoutMs);
    this.#heldUpAtSendMs = surroundings.heldUpMs();
    this.#heldUpBeforeRequestMs = 0;
    this.#sentMs = surroundings.nowMs();
    if (this.#exchange === undefined) {
      this.#exchange = new Exchange(this.#parser, this);
      surroundings.connect(this.#exchange);
    } else {
      this.onOpen(this.#exchange);
    }
  }

  /** As it is now, at its end. */
  flight(): Flight {
    const { surroundings } = this.lane;
    return {
      sentMs: this.#sentMs,
      endMs: surroundings.nowMs(),
      heldUpMs: this.#heldUpMs(),
      heldUpBeforeRequestMs: this.#heldUpBeforeRequestMs,
    };
  }

  close(): void {
    this.#exchange?.close();
    this.#exchange = undefined;
  }

  overdue(): boolean {
    return this.#leftMs() < 0;
  }

  onOpen(exchange: Exchange): void {
    this.#heldUpBeforeRequestMs = this.#heldUpMs();
    exchange.send(this.lane.request, this.lane.spec.method === 'HEAD');
  }

  onAnswer(exchange: Exchange): void {
    clearTimeout(this.#timer);
    const sha256 = this.#body.sha256();
    const judged = this.lane.judge({
      status: exchange.status,
      body: this.#body.body(),
      latencyMs: this.lane.surroundings.nowMs() - this.#sentMs,
      ...(sha256 === undefined ? {} : { sha256 }),
    });
    this.lane.ended(this, { ...judged, status: exchange.status }, exchange.reusable);
  }

  onFailure(exchange: Exchange, kind: TransportFailure): void {
    clearTimeout(this.#timer);
    const { status } = exchange;
    this.lane.ended(this, status === 0 ? { kind } : { kind, status }, false);
  }

  onIdleClose(): void {
    this.lane.lost(this);
  }

  /** Since it was sent. */
  #heldUpMs(): number {
    return this.lane.surroundings.heldUpMs() - this.#heldUpAtSendMs;
  }

  /** A timer counts from the beginning of the loop's turn, in whole milliseconds: it may come early. */
  #onTimer(): void {
    const leftMs = this.#leftMs();
    if (leftMs > 0) this.#timer = setTimeout(() => this.#onTimer(), Math.ceil(leftMs));
    else this.#exchange?.timedOut();
  }

  /** Of the probe's time; negative when it is over. */
  #leftMs(): number {
    return this.#sentMs + this.lane.spec.timeoutMs - this.lane.surroundings.nowMs();
  }

  #newBody(): BodyKeeper {
    return new BodyKeeper(this.lane.keepsBody, this.lane.spec.expect.sha256 !== undefined);
  }
}
