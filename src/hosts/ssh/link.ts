import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import { ChaosError } from '../../core/errors.js';
import type { Destination } from './destination.js';
import { dial, unreachable } from './dial.js';

/** The connection to one host: kept, shared by many channels, and dialled again when it was lost. */
export interface SshLink {
  /**
   * Opens a channel and starts a line of the login shell in it. A connection that was lost is dialled again,
   * at first at once and then less often, until `signal` aborts.
   * @throws ChaosError HOST_UNREACHABLE, and what {@link dial} throws
   */
  start(line: string, signal: AbortSignal): Promise<ClientChannel>;
  close(): void;
}

/** A server allows ten sessions on a connection unless told otherwise (MaxSessions): more need another one. */
const MOST_CONNECTIONS = 6;
const FIRST_PATIENCE_MS = 10_000;
/** A packet lost while the host was away is sent again ever later; a new connection finds it sooner. */
const AGAIN_PATIENCE_MS = 4_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/** Connects at once. @throws as {@link dial} does */
export async function openLink(destination: Destination): Promise<SshLink> {
  const lines = [keptConnection(destination, await dial(destination, FIRST_PATIENCE_MS))];
  const lineAt = (index: number) => {
    const line = lines[index] ?? keptConnection(destination);
    lines[index] = line;
    return line;
  };
  return {
    start: async (line, signal) => {
      for (let index = 0; index < MOST_CONNECTIONS; index++) {
        const channel = await openOn(destination, lineAt(index), line, signal);
        if (channel !== undefined) {
          return channel;
        }
      }
      throw unreachable(destination.name, 'it opens no more sessions: raise MaxSessions in its sshd_config');
    },
    close: () => {
      for (const line of lines) {
        line.close();
      }
    },
  };
}

interface KeptConnection {
  client(signal: AbortSignal): Promise<Client>;
  lose(client: Client): void;
  close(): void;
}

function keptConnection(destination: Destination, first?: Client): KeptConnection {
  let current = first;
  let dialling: Promise<Client> | undefined;
  let waitMs = 0;
  const keep = (client: Client): Client => {
    current = client;
    waitMs = 0;
    client.once('close', () => lose(client));
    return client;
  };
  const lose = (client: Client) => {
    if (current === client) {
      current = undefined;
    }
    client.destroy();
  };
  const dialOnce = (): Promise<Client> => {
    dialling ??= dial(destination, AGAIN_PATIENCE_MS)
      .then(keep, (error: unknown) => {
        waitMs = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, waitMs * 2));
        throw error;
      })
      .finally(() => {
        dialling = undefined;
      });
    return dialling;
  };
  if (first !== undefined) {
    keep(first);
  }
  return {
    client: async (signal) => {
      for (;;) {
        try {
          return current ?? (await unlessAborted(destination, dialOnce(), signal));
        } catch (error) {
          // It let us in before: a host that comes up again may refuse logins until it is ready.
          const isFinal = error instanceof ChaosError && error.code.startsWith('HOST_KEY_');
          if (isFinal || signal.aborted) {
            throw error;
          }
        }
        await sleep(waitMs, undefined, { signal }).catch(() => {});
      }
    },
    lose,
    close: () => {
      current?.end();
      dialling?.then((client) => client.end()).catch(() => {});
    },
  };
}

function unlessAborted(
  { name }: Destination,
  attempt: Promise<Client>,
  signal: AbortSignal,
): Promise<Client> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(unreachable(name, 'the connection is lost, and does not come back'));
    if (signal.aborted) {
      giveUp();
    }
    signal.addEventListener('abort', giveUp, { once: true });
    attempt.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

/**
 * Nothing is sent a second time here: a command whose connection broke while it was handed over may have run.
 * @returns undefined when the server has no more room on this connection
 */
async function openOn(
  destination: Destination,
  line: KeptConnection,
  command: string,
  signal: AbortSignal,
): Promise<ClientChannel | undefined> {
  const client = await line.client(signal);
  const opened = await exec(client, command, signal);
  if (!(opened instanceof Error)) {
    return opened;
  }
  if (/Channel open failure/.test(opened.message)) {
    return undefined;
  }
  line.lose(client);
  throw unreachable(destination.name, 'the connection is lost', opened);
}

function exec(client: Client, command: string, signal: AbortSignal): Promise<ClientChannel | Error> {
  return new Promise((resolve) => {
    const settle = (outcome: ClientChannel | Error) => {
      signal.removeEventListener('abort', giveUp);
      client.removeListener('close', closed);
      resolve(outcome);
    };
    const giveUp = () => settle(new Error('it does not answer'));
    const closed = () => settle(new Error('it was closed'));
    signal.addEventListener('abort', giveUp, { once: true });
    client.once('close', closed);
    try {
      client.exec(command, (error, channel) => settle(error ?? channel));
    } catch (error) {
      settle(error as Error);
    }
  });
}
