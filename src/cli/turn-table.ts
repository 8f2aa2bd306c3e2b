import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Hands out the turns of run/turns.ts to two runs. */
export interface TurnTable {
  /** Where each of the two joins. */
  readonly sockets: readonly [string, string];
  /** To be told when the process of one has ended, so that the other need not wait for it. */
  ended(side: 0 | 1): void;
  close(): void;
}

type Place = 'absent' | 'ready' | 'on' | 'gone';

/**
 * A round begins when each of the two is ready or gone. `together`: both go at once (a duet). `cells`: one after the
 * other; who goes first follows A B B A, so that neither a drift nor the place within a round favours one.
 */
export async function layTurnTable(kind: 'together' | 'cells', first: 0 | 1): Promise<TurnTable> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-turns-'));
  const places: [Place, Place] = ['absent', 'absent'];
  const sockets: (Socket | undefined)[] = [undefined, undefined];
  let rounds = 0;
  let queue: (0 | 1)[] = [];
  const go = (side: 0 | 1) => {
    places[side] = 'on';
    sockets[side]?.write('go\n');
  };
  const next = () => {
    if (places.includes('on')) {
      return;
    }
    if (queue.length === 0 && !places.includes('absent') && places.includes('ready')) {
      queue = orderOf(rounds++, first).filter((side) => places[side] === 'ready');
    }
    for (const side of queue.splice(0, kind === 'together' ? 2 : 1)) {
      go(side);
    }
  };
  const move = (side: 0 | 1, place: Place) => {
    if (places[side] !== 'gone') {
      places[side] = place;
      queue = place === 'gone' ? queue.filter((one) => one !== side) : queue;
      next();
    }
  };
  const servers = await Promise.all(
    ([0, 1] as const).map(async (side) => {
      const server = createServer((socket) => {
        sockets[side] = socket;
        socket.on('error', () => {});
        socket.once('close', () => move(side, 'gone'));
        // The reader of lines hands on what its input suffers.
        createInterface({ input: socket })
          .on('error', () => {})
          .on('line', (line) => move(side, line === 'ready' ? 'ready' : 'absent'));
      });
      await new Promise<void>((resolve) => server.listen(join(folder, `${side}`), resolve));
      return server;
    }),
  );
  return {
    sockets: [join(folder, '0'), join(folder, '1')],
    ended: (side) => move(side, 'gone'),
    close: () => {
      for (const server of servers) {
        server.close();
      }
      for (const socket of sockets) {
        socket?.destroy();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function orderOf(round: number, first: 0 | 1): readonly (0 | 1)[] {
  const second = first === 0 ? 1 : 0;
  return round % 2 === 0 ? [first, second] : [second, first];
}
