import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FromNode, ToNode } from './messages.js';

/** What every node's process has in common: its line to the lab, and that it ends with it. */
process.once('disconnect', () => process.exit(0));
// A signal to the whole terminal is the harness's business.
process.on('SIGINT', () => {});

export function toLab(message: FromNode): void {
  // Fails only when the lab is gone, and then this process ends as well.
  process.send?.(message, undefined, undefined, () => {});
}

export function whenTold(act: (message: ToNode) => void): void {
  process.on('message', (message) => act(message as ToNode));
}

/** Lets an HTTP server go on with a connection whose first line was read. */
export function handOver(socket: Socket, server: Server): void {
  server.emit('connection', socket);
  socket.resume();
}
