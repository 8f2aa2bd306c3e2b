import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Connected, type ConnectOptions, connectServer } from './connect-server.js';
import { IDLE_TIMEOUT_MS } from './layer4.js';
import type { Counters, ProxySection } from './proxy-section.js';

/** Headers that concern one connection alone (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade']);

export interface Layer7Options extends Omit<ConnectOptions, 'redispatch' | 'signal'> {
  readonly addressOf: (client: Socket) => string;
}

/**
 * Layer 7: every request finds its own server, by cookie or in turn, over a connection of its own
 * (HAProxy's `option http-server-close`); the client's connection is kept.
 */
export function layer7Server(proxy: ProxySection, options: Layer7Options): Server {
  const server = createServer({ keepAliveTimeout: IDLE_TIMEOUT_MS, requireHostHeader: false });
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    void serve(incoming, outgoing, proxy, options);
  });
  return server;
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  proxy: ProxySection,
  options: Layer7Options,
): Promise<void> {
  const gone = new AbortController();
  proxy.frontend.open();
  outgoing.once('close', () => {
    proxy.frontend.close();
    proxy.frontend.answer(outgoing.statusCode);
    gone.abort();
  });
  const cookie = cookieOf(incoming, proxy);
  const connected = await connectServer(proxy, cookie, { ...options, redispatch: true, signal: gone.signal });
  if (gone.signal.aborted) {
    connected?.socket.destroy();
  } else if (connected === undefined) {
    fail(outgoing, 503);
  } else {
    pass(incoming, outgoing, { proxy, connected, cookie, clientAddress: options.addressOf(incoming.socket) });
  }
}

interface Passing {
  readonly proxy: ProxySection;
  readonly connected: Connected;
  /** The server's name that the client's cookie says, if it has one. */
  readonly cookie: string | undefined;
  readonly clientAddress: string;
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, passing: Passing): void {
  const { server, socket } = passing.connected;
  const counters = [passing.proxy.backend, server.counters];
  for (const counter of counters) {
    counter.open();
  }
  socket.once('close', () => {
    for (const counter of counters) {
      counter.close();
    }
    for (const counter of [passing.proxy.frontend, ...counters]) {
      counter.bytesIn += socket.bytesWritten;
      counter.bytesOut += socket.bytesRead;
    }
  });
  const upstream = request({
    createConnection: () => socket.resume(),
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: forwardedHeaders(incoming, passing.clientAddress),
    setHost: false,
  });
  const giveUp = (status: 502 | 504) => {
    socket.destroy();
    if (outgoing.destroyed) {
      return;
    }
    for (const counter of counters) {
      counter.responseErrors += 1;
    }
    fail(outgoing, status);
  };
  socket.setTimeout(IDLE_TIMEOUT_MS, () => giveUp(504));
  upstream.on('error', () => giveUp(502));
  outgoing.once('close', () => socket.destroy());
  upstream.once('response', (answer) => relay(answer, outgoing, passing, counters));
  sendBody(incoming, upstream);
}

function relay(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  { proxy, connected, cookie }: Passing,
  counters: readonly Counters[],
): void {
  const headers = answer.rawHeaders.slice();
  dropHopByHop(headers);
  if (proxy.config.cookie !== undefined && cookie !== connected.server.config.name) {
    headers.push('Set-Cookie', `${proxy.config.cookie}=${connected.server.config.name}; path=/`);
  }
  for (const counter of counters) {
    counter.answer(answer.statusCode ?? 0);
  }
  outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  answer.pipe(outgoing);
  // An answer cut short must not look like a whole one.
  answer.on('error', () => outgoing.destroy());
}

function sendBody(incoming: IncomingMessage, upstream: NodeJS.WritableStream): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = incoming.headers;
  if (length === undefined && encoding === undefined) {
    upstream.end();
  } else {
    incoming.pipe(upstream);
  }
}

function forwardedHeaders(incoming: IncomingMessage, clientAddress: string): string[] {
  const headers = incoming.rawHeaders.slice();
  dropHopByHop(headers);
  headers.push('X-Forwarded-For', clientAddress, 'Connection', 'close');
  return headers;
}

/** @param headers names and values in turn */
function dropHopByHop(headers: string[]): void {
  for (let index = headers.length - 2; index >= 0; index -= 2) {
    if (HOP_BY_HOP.has((headers[index] ?? '').toLowerCase())) {
      headers.splice(index, 2);
    }
  }
}

function cookieOf(incoming: IncomingMessage, { config }: ProxySection): string | undefined {
  const pairs = incoming.headers.cookie?.split(/;\s*/) ?? [];
  const pair = pairs.find((candidate) => candidate.startsWith(`${config.cookie}=`));
  return pair?.slice(`${config.cookie}=`.length);
}

const REASONS = {
  502: ['Bad Gateway', 'The server returned an invalid or incomplete response.'],
  503: ['Service Unavailable', 'No server is available to handle this request.'],
  504: ['Gateway Time-out', "The server didn't respond in time."],
} as const;

function fail(outgoing: ServerResponse, status: keyof typeof REASONS): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const [reason, sentence] = REASONS[status];
  const body = `<html><body><h1>${status} ${reason}</h1>\n${sentence}\n</body></html>\n`;
  outgoing.writeHead(status, {
    'Content-Type': 'text/html',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache',
    Connection: 'close',
  });
  outgoing.end(body);
}
