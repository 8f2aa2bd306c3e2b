import { lookup as resolveName } from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';
import type { Exchange, Wire } from './exchange.js';
import type { HttpTarget } from './request.js';

/** Everything read goes through this one buffer: it is parsed before the next read can start. */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

export interface WireOptions {
  readonly target: HttpTarget;
  /** Certificates to trust; for https only. */
  readonly secureContext?: tls.SecureContext;
  /** Resolves names; {@link firstAddress} unless given. */
  readonly lookup?: net.LookupFunction;
  /** Whether small writes go out at once; true unless given. */
  readonly noDelay?: boolean;
}

/**
 * The system's resolver, an IPv4 address before an IPv6 one: only one is tried, and what listens on
 * `localhost` listens more often on 127.0.0.1 alone than on ::1 alone.
 */
export const firstAddress: net.LookupFunction = (host, options, callback) =>
  resolveName(host, { ...options, all: false, verbatim: false }, callback);

/** A context that verifies against `ca` (PEM), or against the well-known authorities. */
export function secureContextFor(target: HttpTarget, ca?: string): tls.SecureContext | undefined {
  if (!target.secure) return undefined;
  return tls.createSecureContext(ca === undefined ? {} : { ca });
}

/**
 * Starts to connect, to one address and once, and tells the exchange what happens. Certificates are
 * always verified.
 */
export function openWire(options: WireOptions, exchange: Exchange): void {
  const socket = options.target.secure ? openTls(options, exchange) : openTcp(options, exchange);
  socket.on('error', (error) => exchange.errored(error));
  socket.on('end', () => exchange.ended());
  socket.on('close', () => exchange.ended());
  if (net.isIP(options.target.host) !== 0) exchange.resolved();
  else {
    socket.on('lookup', (error) => {
      if (error === null) exchange.resolved();
    });
  }
  exchange.attach(wireOf(socket));
}

function openTcp(options: WireOptions, exchange: Exchange): net.Socket {
  const socket = net.connect(connectOptions(options, exchange));
  socket.on('connect', () => exchange.opened());
  return socket;
}

function openTls(options: WireOptions, exchange: Exchange): tls.TLSSocket {
  const { host } = options.target;
  const socket = tls.connect({
    ...connectOptions(options, exchange),
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    ...(options.secureContext === undefined ? {} : { secureContext: options.secureContext }),
  });
  socket.on('connect', () => exchange.connected());
  socket.on('secureConnect', () => exchange.opened());
  return socket;
}

function connectOptions(options: WireOptions, exchange: Exchange) {
  return {
    host: options.target.host,
    port: options.target.port,
    noDelay: options.noDelay ?? true,
    // Happy eyeballs would try a second address and hide that the first did not answer.
    autoSelectFamily: false,
    lookup: options.lookup ?? firstAddress,
    onread: {
      buffer: READ_BUFFER,
      callback: (length: number, buffer: Uint8Array) => {
        exchange.received(buffer, length);
        return true;
      },
    },
  };
}

function wireOf(socket: net.Socket): Wire {
  return {
    write: (bytes) => {
      socket.write(bytes);
    },
    destroy: () => {
      socket.destroy();
    },
  };
}
