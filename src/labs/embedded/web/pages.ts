import { randomUUID } from 'node:crypto';
import { FILES } from './site.js';
import type { ReplicatedStorage } from './storage.js';

export interface PageRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly clientAddress: string;
  readonly forwardedFor: string | undefined;
  readonly cookie: string | undefined;
  readonly body: Buffer;
}

export interface PageResponse {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** Who answers, as the pages show it. */
export interface WebIdentity {
  readonly name: string;
  /** `address:port`. */
  readonly address: string;
  readonly virtualIp: string;
}

const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const MOST_INTERVALS = 50_000_000;
const DEFAULT_INTERVALS = 100_000;
const FILE_NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;
const STATIC_TYPES: Readonly<Record<string, string>> = { html: HTML, txt: TEXT };

type Variables = Readonly<Record<string, string>>;

/** The variables of each dynamic page; one that throws a BadRequest answers 400. */
const DYNAMIC: Readonly<Record<string, (request: PageRequest, query: URLSearchParams) => Variables>> = {
  '/index.php': () => {
    const now = new Date().toISOString();
    return { date: now.slice(0, 10), time: now.slice(11, 19) };
  },
  '/pi.php': (_request, query) => {
    const intervals = intervalsOf(query.get('n'));
    const startedMs = performance.now();
    const pi = integratePi(intervals);
    const seconds = (performance.now() - startedMs) / 1000;
    return { pi: pi.toFixed(12), n: String(intervals), seconds: seconds.toFixed(6) };
  },
  '/index1.php': (request) => ({
    client_ip: request.clientAddress,
    forwarded_for: request.forwardedFor ?? 'none',
    cookie: request.cookie ?? 'none',
  }),
};

class BadRequest extends Error {}

/** Pi as the integral of 4/(1+x²) from 0 to 1 by the midpoint rule over `intervals` intervals. */
export function integratePi(intervals: number): number {
  const width = 1 / intervals;
  let sum = 0;
  for (let index = 0; index < intervals; index++) {
    const x = (index + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum * width;
}

/** What a web server answers, from the files of its storage. */
export function respond(
  request: PageRequest,
  storage: ReplicatedStorage,
  identity: WebIdentity,
): PageResponse {
  if (!URL.canParse(request.url, 'http://web')) {
    return text(400, 'this is no address of a page');
  }
  const { pathname, searchParams } = new URL(request.url, 'http://web');
  const path = pathname === '/' ? '/index.php' : pathname;
  try {
    if (path === '/upload.php') {
      return request.method === 'GET'
        ? serveFile(`/${FILES}/${searchParams.get('name')}`, request, searchParams, storage, identity)
        : upload(request, storage, uploadName(searchParams));
    }
    if (path === '/list.php') {
      return listing(storage, identity);
    }
    return serveFile(path, request, searchParams, storage, identity);
  } catch (error) {
    if (error instanceof BadRequest) {
      return text(400, error.message);
    }
    throw error;
  }
}

function serveFile(
  path: string,
  request: PageRequest,
  query: URLSearchParams,
  storage: ReplicatedStorage,
  identity: WebIdentity,
): PageResponse {
  const variables = DYNAMIC[path];
  const isKnown = variables !== undefined || isStatic(path);
  const file = isKnown ? storage.read(path.slice(1)) : undefined;
  if (file === undefined) {
    return storage.readable ? text(404, 'there is no such page') : text(500, 'the storage cannot be read');
  }
  if (variables === undefined) {
    const type = STATIC_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    return { status: 200, type, body: file };
  }
  const { name, address, virtualIp } = identity;
  const values = { server: name, real_ip: address, virtual_ip: virtualIp, ...variables(request, query) };
  return { status: 200, type: HTML, body: Buffer.from(fillIn(file.toString(), values)) };
}

function isStatic(path: string): boolean {
  return (
    path === '/imagen.html' || (path.startsWith(`/${FILES}/`) && FILE_NAME.test(path.slice(FILES.length + 2)))
  );
}

function listing(storage: ReplicatedStorage, { name }: WebIdentity): PageResponse {
  const names = storage.list(FILES);
  if (names === undefined) {
    return text(500, 'the storage cannot be read');
  }
  const items = names.map((file) => `<li>${escapeHtml(file)}</li>`).join('');
  const body = `<p>files ${names.length}, served by ${escapeHtml(name)} </p>\n<ul>${items}</ul>\n`;
  return { status: 200, type: HTML, body: Buffer.from(body) };
}

/** As given; or one that no other file has, beginning as was asked for. */
function uploadName(query: URLSearchParams): string {
  const prefix = query.get('prefix');
  return query.get('name') ?? (prefix === null ? randomUUID() : `${prefix}.${randomUUID().slice(0, 8)}`);
}

function upload(request: PageRequest, storage: ReplicatedStorage, name: string): PageResponse {
  if (!['POST', 'PUT', 'DELETE'].includes(request.method)) {
    return text(405, 'send a file with POST or PUT, read it with GET, remove it with DELETE');
  }
  if (!FILE_NAME.test(name)) {
    return text(400, 'name: letters, digits, and . _ - inside, at most 64');
  }
  if (request.method === 'DELETE') {
    return storage.remove(`${FILES}/${name}`) ? text(200, 'removed') : text(404, 'there is no such file');
  }
  return storage.write(`${FILES}/${name}`, request.body)
    ? text(201, `/${FILES}/${name}`)
    : text(503, 'no quorum: too few replicas are there to write to');
}

function fillIn(template: string, values: Variables): string {
  return template.replace(/<\?= \$(\w+) \?>/g, (_whole, name: string) => escapeHtml(values[name] ?? ''));
}

function escapeHtml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function intervalsOf(text: string | null): number {
  const intervals = text === null ? DEFAULT_INTERVALS : Number(text);
  if (!Number.isInteger(intervals) || intervals < 1 || intervals > MOST_INTERVALS) {
    throw new BadRequest(`n is a whole number from 1 to ${MOST_INTERVALS}`);
  }
  return intervals;
}

function text(status: number, message: string): PageResponse {
  return { status, type: TEXT, body: Buffer.from(`${message}\n`) };
}
