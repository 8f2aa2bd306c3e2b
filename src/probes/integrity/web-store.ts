import type { SecureContext } from 'node:tls';
import { statusKind } from '../../core/http/failure.js';
import { httpTarget } from '../../core/http/request.js';
import { secureContextFor } from '../../core/http/wire.js';
import { type RequestEnd, requestOnce } from './one-request.js';
import type { ReadEnd, RecordStore, WebPlace, WriteEnd } from './types.js';

/** Records on their way to a site at once, reads included. */
const MOST_IN_FLIGHT = 256;
const REMOVALS_AT_ONCE = 8;
const GONE = new Set([404, 410]);
/** What a server says that has not done it, and will not. Every other error may come after the deed. */
const UNAVAILABLE = 503;

/** Records as pages of a site: written, read, listed and removed by requests, each on a connection of its own. */
export function webStore(place: WebPlace, certificates: string | undefined): RecordStore {
  const site = siteOf(place, certificates);
  return {
    hasRoom: () => site.inFlight() < MOST_IN_FLIGHT,
    write: async (name, content, signal) =>
      writeEnd(name, await site.ask(place.method, pathFor(place.write, name), signal, content.toString())),
    read: async (item, signal) => readEnd(await site.ask('GET', pathFor(place.read, item), signal)),
    ...(place.list === undefined ? {} : { list: listing(site, place.list) }),
    remove: (_prefix, items, signal) => removeAll(site, place.remove, items, signal),
  };
}

/** Its name stands in for `{name}`, wherever that is. */
function pathFor(template: string, name: string): string {
  return template.replaceAll('{name}', encodeURIComponent(name));
}

interface Site {
  inFlight(): number;
  ask(method: string, path: string, signal: AbortSignal, body?: string): Promise<RequestEnd>;
}

function siteOf({ url }: WebPlace, certificates: string | undefined): Site {
  const secureContext: SecureContext | undefined = secureContextFor(httpTarget(url), certificates);
  let inFlight = 0;
  return {
    inFlight: () => inFlight,
    ask: async (method, path, signal, body) => {
      const parts = { method, headers: bodyHeaders(body), ...(body === undefined ? {} : { body }) };
      inFlight++;
      try {
        return await requestOnce(httpTarget(new URL(path, url).href), parts, signal, secureContext);
      } finally {
        inFlight--;
      }
    },
  };
}

function bodyHeaders(body: string | undefined): Readonly<Record<string, string>> {
  return body === undefined ? {} : { 'Content-Type': 'application/octet-stream' };
}

function writeEnd(name: string, end: RequestEnd): WriteEnd {
  if ('failure' in end) {
    return { outcome: end.sent ? 'unknown' : 'refused', kind: end.failure };
  }
  const { status } = end;
  const kind = statusKind(status);
  if (kind === 'ok') {
    const item = itemIn(end.body.toString('latin1'), name);
    return { outcome: 'acknowledged', kind, status, ...(item === undefined ? {} : { item }) };
  }
  const isRefusal = kind === 'http-4xx' || status === UNAVAILABLE;
  return { outcome: isRefusal ? 'refused' : 'unknown', kind, status };
}

/** The name under which the site says that it keeps the record: its own words, if they begin with the record's name. */
function itemIn(answer: string, name: string): string | undefined {
  const from = answer.indexOf(name);
  return from === -1 ? undefined : /^[\w.-]+/.exec(answer.slice(from))?.[0];
}

function readEnd(end: RequestEnd): ReadEnd {
  if ('failure' in end) {
    return { found: 'unread' };
  }
  if (GONE.has(end.status)) {
    return { found: 'missing' };
  }
  return statusKind(end.status) === 'ok' ? { found: 'content', content: end.body } : { found: 'unread' };
}

function listing(site: Site, path: string): NonNullable<RecordStore['list']> {
  return async (signal) => {
    const end = await site.ask('GET', path, signal);
    return 'failure' in end || statusKind(end.status) !== 'ok' ? undefined : end.body.toString('latin1');
  };
}

async function removeAll(
  site: Site,
  template: string | undefined,
  items: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  if (template === undefined) {
    return 'the scenario does not say how to remove them (`remove`)';
  }
  const waiting = [...items];
  let left = 0;
  const remover = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
      const end = signal.aborted ? undefined : await site.ask('DELETE', pathFor(template, item), signal);
      const isGone =
        end !== undefined && 'status' in end && (GONE.has(end.status) || statusKind(end.status) === 'ok');
      left += isGone ? 0 : 1;
    }
  };
  await Promise.all(Array.from({ length: REMOVALS_AT_ONCE }, remover));
  return left === 0 ? undefined : `the site did not remove ${left} of ${items.length}`;
}
