import net from 'node:net';
import { seededRandom } from '../../src/core/random.js';
import { startTicker } from '../../src/core/ticker.js';
import { preferThisThread } from '../../src/probes/prefer-this-thread.js';
import { answer, ownTask } from './children.js';

/** A server that answers each request some time after it came, and may stall once. */
interface ServiceTask {
  /** Mean service time. */
  readonly serviceMs: number;
  /**
   * Service times are spread evenly by this much up and down. Were they all the same, the connections of a closed
   * loop would gather in one bunch, and the last of it would wait for all the others to be read and sent.
   */
  readonly spreadMs: number;
  /** From the first request on; while it lasts nothing is answered, then everything at once. */
  readonly stall?: { readonly afterMs: number; readonly lastsMs: number };
}

/** When it stalled, in nanoseconds of the machine's monotonic clock. */
interface Stalled {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

interface Waiting {
  readonly dueMs: number;
  readonly socket: net.Socket;
  readonly bytes: string;
  readonly last: boolean;
}

preferThisThread();
const { serviceMs, spreadMs, stall } = ownTask<ServiceTask>();
const BODY = 'x'.repeat(100);
const random = seededRandom(1, 'service times');
/** By time due. */
const waiting: Waiting[] = [];
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
  const dueMs = performance.now() + serviceMs + (2 * random.next() - 1) * spreadMs;
  enqueue({ dueMs, socket, bytes, last: !keeps });
  answerDue();
}

function enqueue(request: Waiting): void {
  let at = waiting.length;
  while (at > 0 && (waiting[at - 1]?.dueMs ?? 0) > request.dueMs) at--;
  waiting.splice(at, 0, request);
}

function answerDue(): void {
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    const dueMs = Math.max(next.dueMs, stalledUntilMs);
    if (dueMs > performance.now()) {
      if (dueMs !== Number.POSITIVE_INFINITY) ticker.wakeAt(dueMs);
      return;
    }
    waiting.shift();
    if (next.last) next.socket.end(next.bytes, 'latin1');
    else next.socket.write(next.bytes, 'latin1');
  }
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
