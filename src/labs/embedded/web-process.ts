import { rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebConfig } from './messages.js';
import { parsePreamble, readLine } from './network/preamble.js';
import { handOver, toLab, whenTold } from './node-process.js';
import { respond } from './web/pages.js';
import { ReplicatedStorage } from './web/storage.js';

const MOST_BODY_BYTES = 64 * 1024;

/** A web server: Apache and PHP of the reference topology, one process. */
class WebServer {
  readonly #storage: ReplicatedStorage;
  readonly #clientAddresses = new WeakMap<Socket, string>();
  readonly #idle = new Set<Socket>();
  #stopping = false;

  constructor(private readonly config: WebConfig) {
    this.#storage = new ReplicatedStorage(config.directories);
  }

  start(onListening: () => void): void {
    const http = createHttpServer({ requireHostHeader: false }, (incoming, outgoing) => {
      void this.#serve(incoming, outgoing);
    });
    const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      socket.on('error', () => {});
      socket.once('close', () => this.#idle.delete(socket));
      this.#idle.add(socket);
      readLine(socket, (line) => {
        this.#clientAddresses.set(socket, parsePreamble(line)?.source.address ?? '');
        handOver(socket, http);
      });
    });
    // A process that was killed leaves its socket's file behind.
    rmSync(this.config.listenOn, { force: true });
    listener.listen(this.config.listenOn, onListening);
    process.once('SIGTERM', () => {
      this.#stopping = true;
      listener.close(() => process.exit(0));
      for (const socket of this.#idle) {
        socket.destroy();
      }
    });
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { socket } = incoming;
    this.#idle.delete(socket);
    outgoing.once('finish', () => this.#idle.add(socket));
    try {
      const body = await bodyOf(incoming);
      if (this.config.serviceTimeMs > 0) {
        await sleep(this.config.serviceTimeMs);
      }
      this.#answer(incoming, outgoing, body);
    } catch {
      // The client went away in the middle of its body.
      outgoing.destroy();
    }
  }

  /** @param body undefined when it is too long */
  #answer(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer | undefined): void {
    if (body === undefined || this.#stopping) {
      outgoing.setHeader('Connection', 'close');
    }
    if (body === undefined) {
      outgoing.writeHead(413, { 'Content-Length': 0 }).end();
      return;
    }
    const forwardedFor = incoming.headers['x-forwarded-for'];
    const request = {
      method: incoming.method ?? 'GET',
      url: incoming.url ?? '/',
      clientAddress: this.#clientAddresses.get(incoming.socket) ?? '',
      forwardedFor: typeof forwardedFor === 'string' ? forwardedFor : undefined,
      cookie: incoming.headers.cookie,
      body,
    };
    const response = respond(request, this.#storage, this.config);
    outgoing.writeHead(response.status, {
      'Content-Type': response.type,
      'Content-Length': response.body.length,
      'X-Served-By': this.config.name,
    });
    outgoing.end(incoming.method === 'HEAD' ? undefined : response.body);
  }
}

/** Undefined when it is too long. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  if (
    incoming.headers['content-length'] !== undefined ||
    incoming.headers['transfer-encoding'] !== undefined
  ) {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BODY_BYTES) {
        return undefined;
      }
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks);
}

whenTold((message) => {
  if (message.type === 'start' && message.config.kind === 'web') {
    const { config } = message;
    new WebServer(config).start(() => toLab({ type: 'listening' }));
  } else if (message.type === 'ask') {
    toLab({ type: 'answer', id: message.id, ok: true, text: '' });
  }
});
