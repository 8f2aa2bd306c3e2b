import type { Socket } from 'node:net';
import { type ConnectOptions, connectServer } from './connect-server.js';
import type { BackendServer, ProxySection } from './proxy-section.js';

/** HAProxy's `timeout client` and `timeout server`. */
export const IDLE_TIMEOUT_MS = 3000;

/** Layer 4: one client connection, one server connection, bytes between them. */
export async function serveLayer4(
  client: Socket,
  proxy: ProxySection,
  options: Omit<ConnectOptions, 'redispatch' | 'signal'>,
): Promise<void> {
  const gone = new AbortController();
  client.once('close', () => gone.abort());
  proxy.frontend.open();
  client.once('close', () => proxy.frontend.close());
  const connected = await connectServer(proxy, undefined, {
    ...options,
    redispatch: false,
    signal: gone.signal,
  });
  if (connected === undefined) {
    client.destroy();
    return;
  }
  if (client.destroyed) {
    connected.socket.destroy();
    return;
  }
  join(client, connected.socket, proxy, connected.server);
}

function join(client: Socket, upstream: Socket, proxy: ProxySection, server: BackendServer): void {
  const counters = [proxy.backend, server.counters];
  for (const counter of counters) {
    counter.open();
  }
  const close = () => {
    client.destroy();
    upstream.destroy();
  };
  const idle = setTimeout(close, IDLE_TIMEOUT_MS);
  let open = true;
  const onClose = () => {
    if (open) {
      open = false;
      clearTimeout(idle);
      for (const counter of counters) {
        counter.close();
      }
    }
    // What was read already still goes out.
    client.destroySoon();
    upstream.destroySoon();
  };
  const counted = [proxy.frontend, ...counters];
  forward(client, upstream, (bytes) => {
    idle.refresh();
    for (const counter of counted) {
      counter.bytesIn += bytes;
    }
  });
  forward(upstream, client, (bytes) => {
    idle.refresh();
    for (const counter of counted) {
      counter.bytesOut += bytes;
    }
  });
  client.once('close', onClose);
  upstream.once('close', onClose);
}

function forward(from: Socket, to: Socket, onBytes: (count: number) => void): void {
  from.on('data', (chunk: Buffer) => {
    onBytes(chunk.length);
    if (to.writable && !to.write(chunk)) {
      from.pause();
    }
  });
  to.on('drain', () => from.resume());
  from.once('end', () => to.end());
  from.resume();
}
