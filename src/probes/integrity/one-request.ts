import type { SecureContext } from 'node:tls';
import { Exchange } from '../../core/http/exchange.js';
import type { TransportFailure } from '../../core/http/failure.js';
import { type HttpTarget, type RequestParts, requestBytes } from '../../core/http/request.js';
import { ResponseParser } from '../../core/http/response-parser.js';
import { openWire } from '../../core/http/wire.js';

/** Much longer than any record, and than a list of all of them. */
const MOST_BODY_BYTES = 16 * 1024 * 1024;

export type RequestEnd =
  | { readonly status: number; readonly body: Buffer }
  /** `sent`: the request, or a part of it, may have arrived. */
  | { readonly failure: TransportFailure; readonly sent: boolean };

/** One request on a connection of its own, sent once; `signal` ends it with the time-out of its phase. */
export function requestOnce(
  target: HttpTarget,
  parts: RequestParts,
  signal: AbortSignal,
  secureContext?: SecureContext,
): Promise<RequestEnd> {
  return new Promise((resolve) => {
    const body: Buffer[] = [];
    let bodyBytes = 0;
    const parser = new ResponseParser({
      onBody: (bytes, from, to) => {
        bodyBytes += to - from;
        // Copied, since they are overwritten after the call.
        if (bodyBytes <= MOST_BODY_BYTES) body.push(Buffer.from(bytes.subarray(from, to)));
      },
    });
    let sent = false;
    const end = (result: RequestEnd) => {
      signal.removeEventListener('abort', onAbort);
      exchange.close();
      resolve(result);
    };
    const exchange = new Exchange(parser, {
      overdue: () => signal.aborted,
      onOpen: (opened) => {
        sent = true;
        // Not asked to close: this end closes first, for the reason that docs/measurements.md gives.
        opened.send(requestBytes(target, parts, { keepAlive: true }), false);
      },
      onAnswer: ({ status }) => end({ status, body: Buffer.concat(body) }),
      onFailure: (_, failure) => end({ failure, sent }),
      onIdleClose: () => {},
    });
    const onAbort = () => exchange.timedOut();
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    openWire({ target, ...(secureContext === undefined ? {} : { secureContext }) }, exchange);
  });
}
