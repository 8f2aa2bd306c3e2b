import { createConnection, type Socket } from 'node:net';
import type { ServerConfig } from '../messages.js';
import { formatPreamble, readLine } from '../network/preamble.js';

export type Dialled =
  | { readonly outcome: 'connected'; readonly socket: Socket }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'timed-out' };

/** Opens a connection to a web server; `signal` gives up, with the outcome `timed-out`. */
export type Dial = (server: ServerConfig, timeoutMs: number, signal?: AbortSignal) => Promise<Dialled>;

const HIGHEST_PORT = 65_535;
const LOWEST_PORT = 1024;

/** Connections of one director through the switch. The socket comes paused. */
export function dialThrough(fabric: string, address: string): Dial {
  let port = LOWEST_PORT;
  return (server, timeoutMs, signal) => {
    port = port === HIGHEST_PORT ? LOWEST_PORT : port + 1;
    const preamble = formatPreamble({ source: { address, port }, destination: server });
    return new Promise((resolve) => {
      const socket = createConnection({ path: fabric, allowHalfOpen: true });
      const settle = (result: Dialled) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        socket.off('close', onClose);
        if (result.outcome !== 'connected') {
          socket.destroy();
        }
        resolve(result);
      };
      const giveUp = () => settle({ outcome: 'timed-out' });
      const onClose = () => settle({ outcome: 'refused' });
      const timer = setTimeout(giveUp, timeoutMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      socket.on('error', () => {});
      socket.once('close', onClose);
      socket.write(preamble);
      readLine(socket, (line) =>
        settle(line === 'connected' ? { outcome: 'connected', socket } : { outcome: 'refused' }),
      );
    });
  };
}
