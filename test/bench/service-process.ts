import net from 'node:net';
import { startTicker } from '../../src/core/ticker.js';
import { answer, ownTask } from './children.js';

/** A server that answers each request a fixed time after it came, and may stall once. */
export interface ServiceTask {
  readonly serviceMs: number;
  /** From the first request on; while it lasts nothing is answered, then everything at once. */
  readonly stall?: { readonly afterMs: number; readonly lastsMs: number };
}

/** When it stalled, in nanoseconds of the machine's monotonic clock. */
export interface Stalled {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

interface Waiting {
  readonly dueMs: number;
  readonly socket: net.Socket;
  readonly bytes: string;
  readonly last: boolean;
}

const { serviceMs, stall } = ownTask<ServiceTask>();
const BODY = 'x'.repeat(100);
const waiting: Waiting[] = [];
let answered = 0;
let stalledUntilMs = 0;
let began = false;
// Node's timers count whole milliseconds from a clock read once per turn: a twentieth of the service time.
const ticker = await startTicker(answerDue);
const listener = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.on('data', (request) => take(socket, request.toString('latin1')));
});
listener.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  answer((listener.address() as net.AddressInfo).port);
});

function take(socket: net.Socket, request: string): void {
  if (!began && stall !== undefined) setTimeout(beginStall, stall.afterMs);
  began = true;
  const keeps = request.includes(' HTTP/1.1\r\n')
    ? !/\r\nconnection: *close/i.test(request)
    : /\r\nconnection: *keep-alive/i.test(request);
  const connection = keeps ? 'keep-alive' : 'close';
  const bytes = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\nConnection: ${connection}\r\n\r\n${BODY}`;
  waiting.push({ dueMs: performance.now() + serviceMs, socket, bytes, last: !keeps });
  if (waiting.length === answered + 1) answerDue();
}

/** The service time is the same for all, so they are due in the order in which they came. */
function answerDue(): void {
  for (;;) {
    const next = waiting[answered];
    if (next === undefined) break;
    const dueMs = Math.max(next.dueMs, stalledUntilMs);
    if (dueMs > performance.now()) {
      if (dueMs !== Number.POSITIVE_INFINITY) ticker.wakeAt(dueMs);
      break;
    }
    answered++;
    if (next.last) next.socket.end(next.bytes, 'latin1');
    else next.socket.write(next.bytes, 'latin1');
  }
  if (answered > 1000) waiting.splice(0, answered);
  if (answered > waiting.length) answered = 0;
}

function beginStall(): void {
  const fromNs = process.hrtime.bigint();
  stalledUntilMs = Number.POSITIVE_INFINITY;
  setTimeout(() => {
    const toNs = process.hrtime.bigint();
    stalledUntilMs = 0;
    answerDue();
    answer({ fromNs, toNs } satisfies Stalled);
  }, stall?.lastsMs);
}
