import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const TIMEOUT_MS = 5_000;

interface Reply {
  readonly QMP?: unknown;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/**
 * Gives commands to QEMU's monitor (QMP), one after another.
 * @returns what each answered
 * @throws Error when it does not answer in time, or refuses a command
 */
export async function tellQemu(
  socketPath: string,
  commands: readonly { readonly execute: string; readonly arguments?: object }[],
): Promise<unknown[]> {
  const socket = await open(socketPath);
  try {
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('QEMU does not answer')));
    const replies = repliesOf(socket);
    await replies();
    const answers: unknown[] = [];
    for (const command of [{ execute: 'qmp_capabilities' }, ...commands]) {
      socket.write(`${JSON.stringify(command)}\n`);
      const reply = await replies();
      if (reply.error !== undefined) {
        throw new Error(`QEMU refused ${command.execute}: ${reply.error.desc}`);
      }
      answers.push(reply.return);
    }
    return answers.slice(1);
  } finally {
    socket.destroy();
  }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Reads the next reply; events, which come in between, are passed over. */
function repliesOf(socket: Socket): () => Promise<Reply> {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const broken = new Promise<never>((_resolve, reject) => socket.once('error', reject));
  // Whoever waits for a reply sees it; with nobody waiting it must not end the process.
  broken.catch(() => {});
  return async () => {
    for (;;) {
      const { done, value } = await Promise.race([lines.next(), broken]);
      if (done) {
        throw new Error('QEMU closed its monitor');
      }
      const reply = JSON.parse(value) as Reply;
      if ('QMP' in reply || 'return' in reply || 'error' in reply) {
        return reply;
      }
    }
  };
}
