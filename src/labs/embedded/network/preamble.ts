import type { Socket } from 'node:net';

/**
 * The first line of every connection inside the lab, naming its nominal ends.
 * Source: the PROXY protocol, version 1 (haproxy.org/download/3.0/doc/proxy-protocol.txt, section 2.1).
 */
export interface Preamble {
  readonly source: Endpoint;
  readonly destination: Endpoint;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const LONGEST_LINE = 107;
const NEW_LINE = 0x0a;

export function formatPreamble({ source, destination }: Preamble): string {
  return `PROXY TCP4 ${source.address} ${destination.address} ${source.port} ${destination.port}\r\n`;
}

/** Undefined for what is not such a line. */
export function parsePreamble(line: string): Preamble | undefined {
  const match = /^PROXY TCP4 (\S+) (\S+) (\d+) (\d+)\r?$/.exec(line);
  if (match === null) {
    return undefined;
  }
  const [, source = '', destination = '', sourcePort, destinationPort] = match;
  return {
    source: { address: source, port: Number(sourcePort) },
    destination: { address: destination, port: Number(destinationPort) },
  };
}

/**
 * Reads the first line of a connection and leaves the rest in the socket, paused. A connection that ends
 * or talks nonsense before is destroyed.
 */
export function readLine(socket: Socket, onLine: (line: string) => void): void {
  let head: Buffer = Buffer.alloc(0);
  const read = (chunk: Buffer) => {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const end = head.indexOf(NEW_LINE);
    if (end < 0 && head.length > LONGEST_LINE) {
      socket.destroy();
      return;
    }
    if (end >= 0) {
      socket.off('data', read);
      socket.off('end', giveUp);
      socket.pause();
      if (end + 1 < head.length) {
        socket.unshift(head.subarray(end + 1));
      }
      onLine(head.toString('latin1', 0, end));
    }
  };
  const giveUp = () => socket.destroy();
  socket.on('data', read);
  socket.once('end', giveUp);
  socket.resume();
}
