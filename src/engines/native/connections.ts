import type { LookupFunction } from 'node:net';
import { Exchange, type ExchangeOwner } from '../../core/http/exchange.js';
import { httpTarget, requestBytes } from '../../core/http/request.js';
import type { ResponseParser } from '../../core/http/response-parser.js';
import { firstAddress, openWire, secureContextFor, type WireOptions } from '../../core/http/wire.js';
import type { LoadSpec } from '../types.js';

/** What slots need of the outside: connections to the target, and the bytes to send over them. */
export interface Connections {
  open(parser: ResponseParser, owner: ExchangeOwner<Exchange>): Exchange;
  /**
   * The requests that may be sent, more than one in a mix.
   * @param cookie value of the Cookie header, empty for none
   */
  requests(cookie: string): readonly ReadyRequest[];
}

/** A request as it goes over the wire. */
export interface ReadyRequest {
  readonly bytes: Buffer;
  readonly toHead: boolean;
}

export function connectionsTo(spec: LoadSpec, ca: string | undefined): Connections {
  const target = httpTarget(spec.url);
  const secureContext = secureContextFor(target, ca);
  const wire: WireOptions = {
    target,
    lookup: rememberingLookup(),
    // One write, and nothing else is ever sent over the connection: there is nothing that it could be held back for.
    noDelay: spec.keepAlive || target.secure,
    ...(secureContext === undefined ? {} : { secureContext }),
  };
  const plain = readyRequests(spec, '');
  return {
    open: (parser, owner) => {
      const exchange = new Exchange(parser, owner);
      openWire(wire, exchange);
      return exchange;
    },
    requests: (cookie) => (cookie === '' ? plain : readyRequests(spec, cookie)),
  };
}

function readyRequests(spec: LoadSpec, cookie: string): readonly ReadyRequest[] {
  return (spec.mix ?? [spec]).map((request) => ({
    bytes: requestBytes(httpTarget(request.url), request, { keepAlive: spec.keepAlive, cookie }),
    toHead: request.method === 'HEAD',
  }));
}

/** A name is resolved until that succeeds once: a load measures the server, not the resolver. */
function rememberingLookup(): LookupFunction {
  let known: readonly [address: string, family: number] | undefined;
  return (host, options, callback) => {
    if (known !== undefined) {
      const [address, family] = known;
      setImmediate(() => callback(null, address, family));
      return;
    }
    firstAddress(host, options, (error, address, family) => {
      if (error === null && typeof address === 'string') known = [address, family ?? 0];
      callback(error, address, family);
    });
  };
}
