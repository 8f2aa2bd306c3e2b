/** Where a URL leads. */
export interface HttpTarget {
  readonly secure: boolean;
  /** Name or address, an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** Value of the Host header. */
  readonly authority: string;
  /** Path and query. */
  readonly path: string;
}

/** @throws TypeError for what is no http or https URL */
export function httpTarget(url: string): HttpTarget {
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new TypeError(`${url} is neither http nor https`);
  }
  const secure = parsed.protocol === 'https:';
  return {
    secure,
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port),
    authority: parsed.host,
    path: `${parsed.pathname}${parsed.search}`,
  };
}

export interface RequestParts {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RequestOptions {
  /** False asks the server to close after its answer. */
  readonly keepAlive: boolean;
  /** Value of a Cookie header, joined to one among the headers. */
  readonly cookie?: string;
}

/**
 * The bytes of an HTTP/1.1 request. Host, User-Agent, Connection and Content-Length are filled in unless
 * the headers name them.
 * @throws TypeError when the method or a header could break the message apart
 */
export function requestBytes(target: HttpTarget, parts: RequestParts, options: RequestOptions): Buffer {
  const body = Buffer.from(parts.body ?? '');
  const headers = new Map<string, readonly [name: string, value: string]>();
  const put = (name: string, value: string) => headers.set(name.toLowerCase(), [name, value]);
  put('Host', target.authority);
  put('User-Agent', 'chaos');
  put('Accept', '*/*');
  if (!options.keepAlive) put('Connection', 'close');
  if (parts.body !== undefined) put('Content-Length', String(body.length));
  for (const [name, value] of Object.entries(parts.headers)) put(name, value);
  if (options.cookie) {
    const own = headers.get('cookie')?.[1];
    put('Cookie', own === undefined ? options.cookie : `${own}; ${options.cookie}`);
  }
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(parts.method)) throw new TypeError(`${parts.method} is not a method`);
  const lines = [...headers.values()].map(headerLine);
  const head = `${parts.method} ${target.path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

function headerLine([name, value]: readonly [string, string]): string {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) {
    throw new TypeError(`the header ${JSON.stringify(name)} cannot be sent`);
  }
  return `${name}: ${value}\r\n`;
}
