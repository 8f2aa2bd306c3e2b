import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

/** What the server does with connections and requests until it is told otherwise. */
export type ServerFault =
  | 'none'
  /** Nothing listens; open connections are cut. */
  | 'refuse'
  /** Requests are read and never answered. */
  | 'hang'
  /** A request is answered with a reset. */
  | 'reset'
  /** A request is answered by closing the connection. */
  | 'close'
  /** Half of the answer, then the connection is closed. */
  | 'truncate'
  /** The headers, and never the body. */
  | 'stall-body'
  | 'not-http'
  | '500'
  | '502'
  | '503'
  | '504'
  | '404'
  | '302'
  | 'wrong-page';

export interface FaultServerOptions {
  readonly page?: string;
  /** Time from request to answer. */
  readonly delayMs?: number;
  /** `close`: announces and does it; `silent-close`: does it without announcing; `until-close`: no length. */
  readonly connection?: 'keep' | 'close' | 'silent-close' | 'until-close';
  /** Pages of varying length. */
  readonly varying?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A request as it was received, its head in one string. */
export interface SeenRequest {
  readonly connection: number;
  readonly head: string;
  readonly body: string;
}

/** A small HTTP server on 127.0.0.1 that fails on command. */
export interface FaultServer {
  readonly port: number;
  readonly url: string;
  /** Connections accepted and requests read since the start. */
  readonly connections: number;
  readonly requests: readonly SeenRequest[];
  setFault(fault: ServerFault): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const server = new Server(options);
  await server.listen(0);
  return server;
}

const STATUS_LINES: Partial<Record<ServerFault, string>> = {
  '302': '302 Found',
  '404': '404 Not Found',
  '500': '500 Internal Server Error',
  '502': '502 Bad Gateway',
  '503': '503 Service Unavailable',
  '504': '504 Gateway Timeout',
};

/** Node resets plain sockets only. */
function cut(socket: net.Socket): void {
  if (socket instanceof tls.TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

class Server implements FaultServer {
  port = 0;
  connections = 0;
  readonly requests: SeenRequest[] = [];
  #fault: ServerFault = 'none';
  #listener: net.Server;
  readonly #sockets = new Set<net.Socket>();

  constructor(readonly options: FaultServerOptions) {
    this.#listener = this.#create();
  }

  get url(): string {
    return `${this.options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}/`;
  }

  async listen(port: number): Promise<void> {
    this.#listener.listen(port, '127.0.0.1', 4096);
    await once(this.#listener, 'listening');
    this.port = (this.#listener.address() as net.AddressInfo).port;
  }

  async setFault(fault: ServerFault): Promise<void> {
    const before = this.#fault;
    this.#fault = fault;
    if (fault === 'refuse' && before !== 'refuse') await this.close();
    if (fault !== 'refuse' && before === 'refuse') {
      this.#listener = this.#create();
      await this.listen(this.port);
    }
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#listener.close(resolve));
    for (const socket of this.#sockets) cut(socket);
    this.#sockets.clear();
    await closed;
  }

  #create(): net.Server {
    const onConnection = (socket: net.Socket) => this.#serve(socket);
    return this.options.tls === undefined
      ? net.createServer({ noDelay: true }, onConnection)
      : tls.createServer({ ...this.options.tls, noDelay: true }, onConnection);
  }

  #serve(socket: net.Socket): void {
    const connection = ++this.connections;
    let pending = '';
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      pending += bytes.toString('latin1');
      for (;;) {
        const end = pending.indexOf('\r\n\r\n');
        if (end === -1) return;
        const head = pending.slice(0, end);
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        if (pending.length < end + 4 + length) return;
        this.requests.push({ connection, head, body: pending.slice(end + 4, end + 4 + length) });
        pending = pending.slice(end + 4 + length);
        setTimeout(() => this.#answer(socket, head), this.options.delayMs ?? 0);
      }
    });
  }

  #answer(socket: net.Socket, head: string): void {
    if (socket.destroyed) return;
    switch (this.#fault) {
      case 'hang':
        return;
      case 'reset':
        socket.resetAndDestroy();
        return;
      case 'close':
        socket.end();
        return;
      case 'not-http':
        socket.end('SSH-2.0-OpenSSH_9.2\r\n');
        return;
      case 'truncate':
        this.#write(socket, head, { part: 'half' });
        socket.end();
        return;
      case 'stall-body':
        this.#write(socket, head, { part: 'headers' });
        return;
      default:
        this.#write(socket, head, { part: 'whole' });
    }
  }

  #write(socket: net.Socket, head: string, { part }: { readonly part: 'whole' | 'half' | 'headers' }): void {
    const status = STATUS_LINES[this.#fault] ?? '200 OK';
    const kind = this.options.connection ?? 'keep';
    const asksToKeep = / HTTP\/1\.1/.test(head)
      ? !/^connection: *close/im.test(head)
      : /^connection: *keep-alive/im.test(head);
    const keep = kind === 'keep' && asksToKeep;
    const body = status === '200 OK' ? this.#page() : `${status}\n`;
    const lines = [
      `HTTP/1.1 ${status}`,
      ...(kind === 'until-close' ? [] : [`Content-Length: ${body.length}`]),
      ...(kind === 'close' || !asksToKeep ? ['Connection: close'] : keep ? ['Connection: keep-alive'] : []),
      ...(status.startsWith('302') ? ['Location: /elsewhere'] : []),
      ...Object.entries(this.options.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ];
    const answer = `${lines.join('\r\n')}\r\n\r\n`;
    const sent = {
      whole: answer + (head.startsWith('HEAD ') ? '' : body),
      half: answer + body.slice(0, body.length / 2),
      headers: answer,
    }[part];
    socket.write(sent);
    if (!keep && part === 'whole') socket.end();
  }

  #page(): string {
    if (this.#fault === 'wrong-page') return 'It works!';
    const page = this.options.page ?? 'hello, served by web1';
    return this.options.varying ? page + '.'.repeat(this.requests.length % 7) : page;
  }
}
