import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../src/core/random.js';

/**
 * How the server is away.
 * - refuse: it does not listen, and every connection is cut
 * - hang: requests are read and never answered; hang-late: they are all answered when it comes back
 * - reset, close, truncate, 503, wrong-page: each request is met with that
 */
export const AWAY = [
  'refuse',
  'hang',
  'hang-late',
  'reset',
  '503',
  'wrong-page',
  'truncate',
  'close',
] as const;

export type Away = (typeof AWAY)[number];

export interface FaultyServerTask {
  readonly away: Away;
  /** Each of these, `times` times, in random order. */
  readonly lengthsMs: readonly number[];
  readonly times: number;
  /** Time between outages, spread evenly, so that they meet the probes at any phase. */
  readonly leastGapMs: number;
  readonly mostGapMs: number;
  readonly settleMs: number;
  readonly seed: number;
}

/**
 * One time that the server was away, in nanoseconds of the machine's monotonic clock. Each end is bracketed by
 * readings right before and right after the one statement that changed what requests meet. The beginning may be
 * earlier: who came since the server last read what had come in, some milliseconds before, was not served either.
 */
export interface Truth {
  /** As it was meant to last; it lasts a little longer. */
  readonly meantMs: number;
  readonly beganNs: readonly [bigint, bigint];
  readonly endedNs: readonly [bigint, bigint];
  /** Every time that the machine kept the server from running, from `HELD_UP_FROM_MS` before it until `HELD_UP_TO_MS` after it. */
  readonly held: readonly HeldUp[];
}

export interface HeldUp {
  readonly untilNs: bigint;
  readonly forMs: number;
}

/** Response times of so long before an outage tell how long an answer usually takes. */
export const HELD_UP_FROM_MS = 1500;
/** An outage ends with the first answer after it, to a probe that is sent an interval after it at the latest. */
export const HELD_UP_TO_MS = 110;

export const GOOD_PAGE = 'hello, served by bench';

/** Outside the range that clients take their own ports from, so that no client takes it while nobody listens. */
const FIRST_PORT = 18_000;
const PORTS = 12_000;
const LOOK_EVERY_MS = 2;
const STARVED_NS = 4_000_000n;

export class FaultyServer {
  port = 0;
  #away = false;
  #lookedNs = process.hrtime.bigint();
  #lookedBeforeNs = this.#lookedNs;
  #starvedNs: readonly [bigint, bigint] = [0n, 0n];
  /** Every time that it was kept from running for longer than it sleeps. */
  readonly #held: HeldUp[] = [];
  #listener: net.Server | undefined;
  readonly #sockets = new Set<net.Socket>();
  #unanswered: (() => void)[] = [];

  constructor(readonly task: FaultyServerTask) {}

  async listen(): Promise<void> {
    const random = seededRandom(this.task.seed, 'port');
    for (;;) {
      this.port = FIRST_PORT + random.below(PORTS);
      try {
        await this.#listen();
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  }

  /** Is away again and again, as its task says. */
  async run(): Promise<readonly Truth[]> {
    const { task } = this;
    const random = seededRandom(task.seed, 'outages');
    const lengths = random.shuffle(Array.from({ length: task.times }, () => task.lengthsMs).flat());
    const truths: Omit<Truth, 'held'>[] = [];
    setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    await sleep(task.settleMs);
    for (const meantMs of lengths) {
      const idleNs = this.#idleSinceNs();
      const [, leftNs] = await bracketed(() => this.#leave());
      const beganNs = [idleNs, leftNs] as const;
      await sleep(meantMs);
      const endedNs = await bracketed(() => this.#return());
      truths.push({ meantMs, beganNs, endedNs });
      for (const answerLate of this.#unanswered.splice(0)) answerLate();
      await sleep(task.leastGapMs + random.next() * (task.mostGapMs - task.leastGapMs));
    }
    return truths.map((truth) => ({ ...truth, held: this.#heldAround(truth) }));
  }

  #heldAround({ beganNs, endedNs }: Omit<Truth, 'held'>): readonly HeldUp[] {
    const fromNs = beganNs[0] - BigInt(HELD_UP_FROM_MS * 1_000_000);
    const toNs = endedNs[1] + BigInt(HELD_UP_TO_MS * 1_000_000);
    return this.#held.filter(({ untilNs }) => untilNs >= fromNs && untilNs <= toNs);
  }

  #look(): void {
    const nowNs = process.hrtime.bigint();
    const forMs = Number(nowNs - this.#lookedNs) / 1e6 - LOOK_EVERY_MS;
    if (forMs > 1) this.#held.push({ untilNs: nowNs, forMs });
    if (nowNs - this.#lookedNs > STARVED_NS) this.#starvedNs = [this.#lookedNs, nowNs];
    this.#lookedBeforeNs = this.#lookedNs;
    this.#lookedNs = nowNs;
  }

  /**
   * Whoever came since then may not have been read: a connection is accepted in one turn of the event loop and read in
   * the next. Where something kept this process from running until just now, it is when that began.
   */
  #idleSinceNs(): bigint {
    const lookedBeforeNs = this.#lookedBeforeNs;
    this.#look();
    const [fromNs, toNs] = this.#starvedNs;
    return this.#lookedNs - toNs < STARVED_NS ? fromNs : lookedBeforeNs;
  }

  #leave(): void {
    this.#away = true;
    if (this.task.away !== 'refuse') return;
    this.#listener?.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #return(): Promise<void> | undefined {
    this.#away = false;
    return this.task.away === 'refuse' ? this.#listen() : undefined;
  }

  async #listen(): Promise<void> {
    this.#listener = net.createServer({ noDelay: true }, (socket) => this.#serve(socket));
    this.#listener.listen({ port: this.port, host: '127.0.0.1', backlog: 1024 });
    await once(this.#listener, 'listening');
  }

  #serve(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    // A probe is one small write to one read; nothing else connects here.
    socket.on('data', (request) => this.#meet(socket, request.includes('\r\nConnection: close')));
  }

  #meet(socket: net.Socket, last: boolean): void {
    if (!this.#away) {
      send(socket, WHOLE, last);
      return;
    }
    switch (this.task.away) {
      case 'hang':
        return;
      case 'hang-late':
        this.#unanswered.push(() => send(socket, WHOLE, last));
        return;
      case 'close':
        socket.end();
        return;
      case '503':
        send(socket, UNAVAILABLE, last);
        return;
      case 'wrong-page':
        send(socket, WRONG, last);
        return;
      case 'truncate':
        send(socket, TRUNCATED, true);
        return;
      default:
        socket.resetAndDestroy();
    }
  }
}

async function bracketed(change: () => void | Promise<void> | undefined): Promise<[bigint, bigint]> {
  const before = process.hrtime.bigint();
  const changing = change();
  if (changing !== undefined) await changing;
  return [before, process.hrtime.bigint()];
}

function send(socket: net.Socket, answer: string, last: boolean): void {
  if (socket.destroyed) return;
  if (last) socket.end(answer, 'latin1');
  else socket.write(answer, 'latin1');
}

function page(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

const WHOLE = page('200 OK', GOOD_PAGE);
const TRUNCATED = WHOLE.slice(0, -GOOD_PAGE.length / 2);
const UNAVAILABLE = page('503 Service Unavailable', 'no server is available');
const WRONG = page('200 OK', 'It works!');
