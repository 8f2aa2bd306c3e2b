import type { Socket } from 'node:net';
import type { Dial } from './dial.js';
import type { BackendServer, Choice, ProxySection } from './proxy-section.js';

export interface ConnectOptions {
  readonly dial: Dial;
  /** Waits; ends early when the signal aborts. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  /** HAProxy's `option redispatch`. */
  readonly redispatch: boolean;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

export interface Connected {
  readonly server: BackendServer;
  readonly socket: Socket;
}

/** HAProxy's `timeout connect`, `retries`, and the turn-around between two attempts at one server. */
export const CONNECT_TIMEOUT_MS = 5000;
const RETRIES = 3;
const TURN_AROUND_MS = 1000;

/**
 * Connects to a server for a client, as HAProxy does: up to 3 retries. A refused attempt is repeated at the
 * same server after a second; with redispatch, at another server at once when no cookie asked for this one,
 * and in any case for the last retry. Source: HAProxy 2.6, src/backend.c, back_handle_st_cer.
 * @returns undefined when every attempt failed, no server is up, or the client has gone
 */
export async function connectServer(
  proxy: ProxySection,
  cookie: string | undefined,
  options: ConnectOptions,
): Promise<Connected | undefined> {
  let choice = proxy.choose(cookie);
  for (let retriesLeft = RETRIES; choice !== undefined && !options.signal.aborted; retriesLeft--) {
    const { server } = choice;
    const dialled = await options.dial(server.config, CONNECT_TIMEOUT_MS, options.signal);
    if (dialled.outcome === 'connected') {
      return { server, socket: dialled.socket };
    }
    count(proxy, server, 'connectionErrors');
    if (retriesLeft === 0) {
      return undefined;
    }
    count(proxy, server, 'retries');
    choice = nextChoice(proxy, choice, retriesLeft === 1, options);
    if (dialled.outcome === 'refused' && choice?.server === server) {
      await options.sleep(TURN_AROUND_MS, options.signal);
    }
  }
  return undefined;
}

function nextChoice(
  proxy: ProxySection,
  choice: Choice,
  isLast: boolean,
  { redispatch }: ConnectOptions,
): Choice | undefined {
  const moves = redispatch && (isLast || !choice.persistent || !choice.server.usable);
  if (!moves) {
    return choice;
  }
  const next = proxy.choose(undefined, choice.server);
  if (next !== undefined && next.server !== choice.server) {
    count(proxy, choice.server, 'redispatches');
  }
  return next;
}

function count(
  proxy: ProxySection,
  server: BackendServer,
  what: 'connectionErrors' | 'retries' | 'redispatches',
): void {
  server.counters[what] += 1;
  proxy.backend[what] += 1;
}
