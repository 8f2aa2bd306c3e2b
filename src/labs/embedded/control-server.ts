import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type CommandResult, commandName, type LabParts, runCommand, WATCHES } from './commands.js';

/** One line of JSON from the harness; each connection carries one command. */
export interface ControlRequest {
  readonly host: string;
  readonly argv: readonly string[];
}

/** Lines of JSON to the harness: output of a watch while it lasts, then the end of the command. */
export type ControlReply =
  | { readonly type: 'line'; readonly line: string }
  | ({ readonly type: 'end' } & CommandResult);

/** Takes commands on a local socket, for the harness and for `chaos heal`. */
export async function listenForCommands(socketPath: string, parts: LabParts): Promise<Server> {
  const server = createServer((socket) => serve(socket, parts));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return server;
}

function serve(socket: Socket, parts: LabParts): void {
  socket.on('error', () => {});
  createInterface({ input: socket }).once('line', (line) => {
    const { host, argv } = JSON.parse(line) as ControlRequest;
    const kind = WATCHES[commandName(argv)];
    if (kind === undefined) {
      void runCommand(parts, host, argv).then((result) => {
        send(socket, { type: 'end', ...result });
        socket.end();
      });
    } else {
      const stop = parts.board.watch(kind, (state) =>
        send(socket, { type: 'line', line: JSON.stringify(state) }),
      );
      socket.once('close', stop);
    }
  });
}

function send(socket: Socket, reply: ControlReply): void {
  socket.write(`${JSON.stringify(reply)}\n`);
}
