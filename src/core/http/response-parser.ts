import { HeadMemo, type HeadOutcome } from './head-memo.js';
import { HEX_VALUES, NAME_OCTETS, VALUE_OCTETS } from './header-characters.js';

/** Status line, headers (those of 1xx answers too), chunk extensions and trailers together. */
export const HEADER_LIMIT_BYTES = 64 * 1024;

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const ZERO = 0x30;

const START_LINE = 0;
const HEADER_LINE = 1;
const CHUNK_SIZE = 2;
const CHUNK_END = 3;
const TRAILER_LINE = 4;
const BODY_BY_LENGTH = 5;
const BODY_UNTIL_CLOSE = 6;
const CHUNK_DATA = 7;
const DONE = 8;
const FAILED = 9;

/** RFC 9112, 7.1.1, without blanks: nobody sends them, and parsers differ about them. */
const CHUNK_EXTENSIONS = /^(;[!#$%&'*+.^_`|~\w-]+(=([!#$%&'*+.^_`|~\w-]+|"[!#-[\]-~]*"))?)+$/;

/** Numbers count exactly up to 2^53. */
const MOST_LENGTH_DIGITS = 15;
const MOST_CHUNK_DIGITS = 13;

const VERSION_START = Buffer.from('HTTP/1.');
const CONTENT_LENGTH = Buffer.from('content-length');
const TRANSFER_ENCODING = Buffer.from('transfer-encoding');
const CONNECTION = Buffer.from('connection');
const SET_COOKIE = Buffer.from('set-cookie');
const KEEP_ALIVE = Buffer.from('keep-alive');
const CLOSE = Buffer.from('close');

export interface ParserOptions {
  /** Keep the values of Set-Cookie in `setCookies`. */
  readonly keepCookies?: boolean;
  /** Called with each piece of the body, in place: `bytes` is reused after the call. */
  readonly onBody?: (bytes: Uint8Array, from: number, to: number) => void;
}

/**
 * An incremental parser of HTTP/1.0 and 1.1 responses for input that nobody vouches for. It allocates
 * nothing while a response's lines arrive whole, and gives the same result however the bytes are split.
 * As strict as Node's own: bare line feeds, folded lines, lengths that repeat, conflict or are not
 * digits, and control characters in values are refused.
 */
export class ResponseParser {
  /** Status of the last final response; 0 until its status line was read. */
  status = 0;
  /** Whether the connection may carry another request, by version, Connection header and framing. */
  keepAlive = false;
  /** Why the bytes were refused; empty otherwise. */
  failure = '';
  /** Name=value;attributes of each Set-Cookie header, if asked for. */
  setCookies: string[] = [];

  #state = START_LINE;
  #withoutBody = false;
  #minorVersion = 1;
  #headerBytes = 0;
  #remaining = 0;
  #contentLength = -1;
  #transferEncoding = false;
  #chunked = false;
  #sayClose = false;
  #sayKeepAlive = false;
  #carry = Buffer.alloc(0);
  #carried = 0;
  readonly #memo = new HeadMemo();
  readonly #keepCookies: boolean;
  readonly #onBody: ParserOptions['onBody'];

  constructor(options: ParserOptions = {}) {
    this.#keepCookies = options.keepCookies ?? false;
    this.#onBody = options.onBody;
  }

  get done(): boolean {
    return this.#state === DONE;
  }

  get failed(): boolean {
    return this.#state === FAILED;
  }

  /** The headers are complete and the body is not. */
  get inBody(): boolean {
    return this.#state >= CHUNK_SIZE && this.#state <= CHUNK_DATA;
  }

  /** Makes ready for the next response. @param toHead the request was a HEAD: no body follows */
  reset(toHead: boolean): void {
    this.#withoutBody = toHead;
    this.#headerBytes = 0;
    this.#carried = 0;
    this.failure = '';
    if (this.setCookies.length > 0) this.setCookies = [];
    this.#startMessage();
  }

  /**
   * Reads `bytes` from `from` up to `to`.
   * @returns where it stopped: `to`, or less when the response was complete or refused before that
   */
  push(bytes: Uint8Array, from: number, to: number): number {
    let at = this.#headerBytes === 0 ? this.#takeHead(bytes, from, to) : from;
    while (at < to && this.#state < DONE) {
      at = this.#state <= TRAILER_LINE ? this.#takeLine(bytes, at, to) : this.#takeBody(bytes, at, to);
    }
    return at;
  }

  /** The peer will send no more. @returns true when that ends a body that had no other end */
  end(): boolean {
    if (this.#state === BODY_UNTIL_CLOSE) this.#state = DONE;
    return this.#state === DONE;
  }

  #startMessage(): void {
    this.#state = START_LINE;
    this.status = 0;
    this.keepAlive = false;
    this.#contentLength = -1;
    this.#transferEncoding = false;
    this.#chunked = false;
    this.#sayClose = false;
    this.#sayKeepAlive = false;
  }

  #fail(reason: string): void {
    this.#state = FAILED;
    this.keepAlive = false;
    this.failure = reason;
  }

  /** The beginning of an answer: its head, or as much of it as is there. */
  #takeHead(bytes: Uint8Array, from: number, to: number): number {
    const known = this.#memo.recall(bytes, from, to, this.#withoutBody);
    if (known !== undefined) {
      this.status = known.status;
      this.keepAlive = known.keepAlive;
      this.#state = known.state;
      this.#remaining = known.remaining;
      this.#headerBytes = this.#memo.length;
      return from + this.#memo.length;
    }
    let at = from;
    while (at < to && this.#state <= HEADER_LINE) at = this.#takeLine(bytes, at, to);
    if (this.#state > HEADER_LINE && this.#state !== FAILED && this.setCookies.length === 0) {
      this.#memo.keep(bytes, from, at, this.#withoutBody, this.#outcomeOfHead());
    }
    return at;
  }

  #outcomeOfHead(): HeadOutcome {
    return {
      status: this.status,
      keepAlive: this.keepAlive,
      state: this.#state,
      remaining: this.#remaining,
    };
  }

  #takeLine(bytes: Uint8Array, from: number, to: number): number {
    let end = from;
    while (end < to && bytes[end] !== LF) end++;
    const next = end === to ? to : end + 1;
    this.#headerBytes += next - from;
    if (this.#headerBytes > HEADER_LIMIT_BYTES) {
      this.#fail('headers over 64 KiB');
    } else if (end === to) {
      this.#keepForLater(bytes, from, to);
    } else if (this.#carried === 0) {
      this.#line(bytes, from, end);
    } else {
      this.#keepForLater(bytes, from, end);
      const length = this.#carried;
      this.#carried = 0;
      this.#line(this.#carry, 0, length);
    }
    return next;
  }

  #keepForLater(bytes: Uint8Array, from: number, to: number): void {
    const length = this.#carried + to - from;
    if (length > this.#carry.length) {
      const grown = Buffer.alloc(Math.max(256, 2 * length));
      this.#carry.copy(grown, 0, 0, this.#carried);
      this.#carry = grown;
    }
    this.#carry.set(bytes.subarray(from, to), this.#carried);
    this.#carried = length;
  }

  /** One line, without its LF; `lineEnd` is where its CR must stand before. */
  #line(bytes: Uint8Array, from: number, lineEnd: number): void {
    const end = lineEnd - 1;
    if (end < from || bytes[end] !== CR) {
      this.#fail('a line ends without CR');
      return;
    }
    switch (this.#state) {
      case START_LINE:
        this.#statusLine(bytes, from, end);
        break;
      case HEADER_LINE:
        if (end === from) this.#headersComplete();
        else this.#header(bytes, from, end);
        break;
      case CHUNK_SIZE:
        this.#chunkSize(bytes, from, end);
        break;
      case CHUNK_END:
        this.#chunkEnd(from, end);
        break;
      default:
        if (end === from) this.#state = DONE;
        else this.#trailer(bytes, from, end);
    }
  }

  #statusLine(bytes: Uint8Array, from: number, end: number): void {
    // An empty line before a response is tolerated, as Node does; the header limit bounds their number.
    if (end === from) return;
    const minor = (bytes[from + 7] as number) - ZERO;
    if (end - from < 12 || !startsWith(bytes, from, VERSION_START) || (minor !== 0 && minor !== 1)) {
      this.#fail('not an HTTP/1 status line');
      return;
    }
    const status = threeDigits(bytes, from + 9);
    const afterStatus = from + 12;
    // Version 1.0 has no answers before the final one.
    const least = minor === 0 ? 200 : 100;
    if (bytes[from + 8] !== SPACE || status < least || (afterStatus < end && bytes[afterStatus] !== SPACE)) {
      this.#fail('not a status code');
      return;
    }
    if (!allAllowed(bytes, afterStatus, end, VALUE_OCTETS)) {
      this.#fail('a control character in the status line');
      return;
    }
    this.#minorVersion = minor;
    this.status = status;
    this.#state = HEADER_LINE;
  }

  #header(bytes: Uint8Array, from: number, end: number): void {
    const colon = this.#nameEnd(bytes, from, end);
    if (colon === -1) return;
    let start = colon + 1;
    while (start < end && isBlank(bytes[start])) start++;
    let stop = end;
    // Not tabs: parsers differ about those behind a length or a coding, which are refused with one.
    while (stop > start && bytes[stop - 1] === SPACE) stop--;
    if (!allAllowed(bytes, start, stop, VALUE_OCTETS)) {
      this.#fail('a control character in a header');
      return;
    }
    this.#take(bytes, from, colon - from, start, stop);
  }

  /** The length of the name tells the few headers that matter from all others at no cost. */
  #take(bytes: Uint8Array, name: number, nameLength: number, from: number, to: number): void {
    if (nameLength === CONTENT_LENGTH.length) {
      if (isName(bytes, name, CONTENT_LENGTH)) this.#takeContentLength(bytes, from, to);
    } else if (nameLength === TRANSFER_ENCODING.length) {
      if (isName(bytes, name, TRANSFER_ENCODING)) this.#takeTransferEncoding(bytes, from, to);
    } else if (nameLength === CONNECTION.length) {
      if (isName(bytes, name, CONNECTION)) this.#takeConnection(bytes, from, to);
      else if (this.#keepCookies && isName(bytes, name, SET_COOKIE)) {
        this.setCookies.push(text(bytes, from, to));
      }
    }
  }

  #trailer(bytes: Uint8Array, from: number, end: number): void {
    const colon = this.#nameEnd(bytes, from, end);
    if (colon !== -1 && !allAllowed(bytes, colon + 1, end, VALUE_OCTETS)) {
      this.#fail('a control character in a trailer');
    }
  }

  /** Index of the colon after a well-formed name, or -1 after having failed. */
  #nameEnd(bytes: Uint8Array, from: number, end: number): number {
    let colon = from;
    while (colon < end && NAME_OCTETS[bytes[colon] as number] === 1) colon++;
    if (colon > from && colon < end && bytes[colon] === COLON) return colon;
    this.#fail(isBlank(bytes[from]) ? 'a folded header line' : 'not a header name');
    return -1;
  }

  #takeContentLength(bytes: Uint8Array, from: number, end: number): void {
    let length = 0;
    for (let at = from; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) length = Number.NaN;
      length = length * 10 + digit;
    }
    if (end === from || end - from > MOST_LENGTH_DIGITS || Number.isNaN(length)) {
      this.#fail('a Content-Length that is not a number');
    } else if (this.#contentLength !== -1) {
      this.#fail('more than one Content-Length');
    } else {
      this.#contentLength = length;
    }
  }

  #takeTransferEncoding(bytes: Uint8Array, from: number, end: number): void {
    if (bytes[end - 1] === TAB) {
      this.#fail('a tab behind a Transfer-Encoding');
      return;
    }
    const codings = tokens(text(bytes, from, end));
    this.#transferEncoding = true;
    this.#chunked = codings.at(-1) === 'chunked';
  }

  #takeConnection(bytes: Uint8Array, from: number, end: number): void {
    // What servers send most by far, told apart without a new text for each answer.
    if (end - from === KEEP_ALIVE.length && isName(bytes, from, KEEP_ALIVE)) {
      this.#sayKeepAlive = true;
      return;
    }
    if (end - from === CLOSE.length && isName(bytes, from, CLOSE)) {
      this.#sayClose = true;
      return;
    }
    const options = tokens(text(bytes, from, end));
    if (options.includes('close')) this.#sayClose = true;
    if (options.includes('keep-alive')) this.#sayKeepAlive = true;
  }

  /** Which kind of body follows: RFC 9112, 6.3. */
  #headersComplete(): void {
    if (this.#transferEncoding && this.#contentLength !== -1) {
      this.#fail('both Content-Length and Transfer-Encoding');
    } else if (this.status === 101) {
      this.#fail('a change of protocol that nobody asked for');
    } else if (this.status < 200) {
      this.#startMessage();
    } else {
      const persistent = this.#minorVersion === 1 ? !this.#sayClose : this.#sayKeepAlive && !this.#sayClose;
      this.#state = this.#bodyState();
      this.keepAlive = persistent && this.#state !== BODY_UNTIL_CLOSE;
    }
  }

  #bodyState(): number {
    if (this.#withoutBody || this.status === 204 || this.status === 304) return DONE;
    if (this.#chunked) return CHUNK_SIZE;
    if (this.#transferEncoding || this.#contentLength === -1) return BODY_UNTIL_CLOSE;
    this.#remaining = this.#contentLength;
    return this.#remaining === 0 ? DONE : BODY_BY_LENGTH;
  }

  #chunkSize(bytes: Uint8Array, from: number, end: number): void {
    let size = 0;
    let at = from;
    for (; at < end; at++) {
      const digit = HEX_VALUES[bytes[at] as number] as number;
      if (digit === 255) break;
      size = size * 16 + digit;
    }
    const extended = at < end && bytes[at] === 0x3b;
    const wellFormed = at > from && at - from <= MOST_CHUNK_DIGITS && (at === end || extended);
    if (!wellFormed || (extended && !CHUNK_EXTENSIONS.test(text(bytes, at, end)))) {
      this.#fail('not a chunk size');
      return;
    }
    // What the limit bounds is everything but content: a body of many plain chunks may go on for ever.
    if (!extended) this.#headerBytes -= end - from + 2;
    this.#remaining = size;
    this.#state = size === 0 ? TRAILER_LINE : CHUNK_DATA;
  }

  #chunkEnd(from: number, end: number): void {
    if (end !== from) {
      this.#fail('a chunk is longer than its size');
      return;
    }
    this.#headerBytes -= 2;
    this.#state = CHUNK_SIZE;
  }

  #takeBody(bytes: Uint8Array, from: number, to: number): number {
    const end = this.#state === BODY_UNTIL_CLOSE ? to : Math.min(to, from + this.#remaining);
    if (this.#onBody !== undefined) this.#onBody(bytes, from, end);
    if (this.#state === BODY_UNTIL_CLOSE) return end;
    this.#remaining -= end - from;
    if (this.#remaining === 0) this.#state = this.#state === CHUNK_DATA ? CHUNK_END : DONE;
    return end;
  }
}

function isBlank(octet: number | undefined): boolean {
  return octet === SPACE || octet === TAB;
}

function startsWith(bytes: Uint8Array, from: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++) {
    if (bytes[from + index] !== expected[index]) return false;
  }
  return true;
}

/** Compares without regard to case; the caller has compared the lengths, and only letters and `-` occur. */
function isName(bytes: Uint8Array, from: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index++) {
    if (((bytes[from + index] as number) | SPACE) !== name[index]) return false;
  }
  return true;
}

function threeDigits(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; at < from + 3; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function allAllowed(bytes: Uint8Array, from: number, to: number, allowed: Uint8Array): boolean {
  for (let at = from; at < to; at++) {
    if (allowed[bytes[at] as number] !== 1) return false;
  }
  return true;
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}

function tokens(list: string): string[] {
  return list.split(',').map((token) => token.trim().toLowerCase());
}
