import type { LookupFunction } from 'node:net';
import { Exchange, type ExchangeOwner } from '../../core/http/exchange.js';
import { httpTarget, requestBytes } from '../../core/http/request.js';
import type { ResponseParser } from '../../core/http/response-parser.js';
import { firstAddress, openWire, secureContextFor, type WireOptions } from '../../core/http/wire.js';
import type { LoadSpec } from '../types.js';

/** What slots need of the outside: connections to the target, and the bytes to send over them. */
export interface Connections {
  open(parser: ResponseParser, owner: ExchangeOwner<Exchange>): Exchange;
  /** @param cookie value of the Cookie header, empty for none */
  request(cookie: string): Buffer;
}

export function connectionsTo(spec: LoadSpec, ca: string | undefined): Connections {
  const target = httpTarget(spec.url);
  const secureContext = secureContextFor(target, ca);
  const wire: WireOptions = {
    target,
    lookup: rememberingLookup(),
    ...(secureContext === undefined ? {} : { secureContext }),
  };
  return {
    open: (parser, owner) => {
      const exchange = new Exchange(parser, owner);
      openWire(wire, exchange);
      return exchange;
    },
    request: (cookie) => requestBytes(target, spec, { keepAlive: spec.keepAlive, cookie }),
  };
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
