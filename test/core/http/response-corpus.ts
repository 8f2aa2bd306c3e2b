/** One response on the wire. What Node's own parser makes of it decides what ours should. */
export interface CorpusEntry {
  readonly name: string;
  readonly bytes: string;
  /** Where we are stricter than Node on purpose, why. */
  readonly stricter?: string;
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

export const RESPONSE_CORPUS: readonly CorpusEntry[] = [
  { name: 'a body by its length', bytes: `${OK}Content-Length: 5\r\n\r\nhello` },
  { name: 'an empty body', bytes: `${OK}Content-Length: 0\r\n\r\n` },
  { name: 'header names in any case', bytes: `${OK}cONTENT-lENGTH: 5\r\n\r\nhello` },
  { name: 'blanks around a value', bytes: `${OK}X:\t a \t\r\nContent-Length:   5  \r\n\r\nhello` },
  { name: 'no reason phrase', bytes: 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi' },
  { name: 'an empty reason phrase', bytes: 'HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi' },
  { name: 'bytes above ASCII in a value', bytes: `${OK}X: \xe9\xff\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'an empty value', bytes: `${OK}X:\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'an empty line before the status line', bytes: `\r\n${OK}Content-Length: 2\r\n\r\nhi` },
  { name: 'a body until the connection closes', bytes: `${OK}\r\nuntil the end` },
  { name: 'HTTP/1.0 until the connection closes', bytes: 'HTTP/1.0 200 OK\r\n\r\nold' },
  { name: 'HTTP/1.0 with a length', bytes: 'HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold' },
  { name: '204 without a body', bytes: 'HTTP/1.1 204 No Content\r\n\r\n' },
  {
    name: '304 with the length of what it spares',
    bytes: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n',
  },
  { name: 'an answer 100 first', bytes: `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 2\r\n\r\nhi` },
  {
    name: 'early hints first',
    bytes: `HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n${OK}Content-Length: 2\r\n\r\nhi`,
  },
  { name: 'chunks', bytes: `${CHUNKED}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n` },
  {
    name: 'chunk sizes in capitals and with zeros before',
    bytes: `${CHUNKED}00A\r\n0123456789\r\n0\r\n\r\n`,
  },
  { name: 'a chunk extension', bytes: `${CHUNKED}2;name=value\r\nhi\r\n0\r\n\r\n` },
  { name: 'trailers', bytes: `${CHUNKED}2\r\nhi\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n` },
  {
    name: 'a body that was compressed first',
    bytes: `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`,
  },
  { name: 'a last coding other than chunked', bytes: `${OK}Transfer-Encoding: gzip\r\n\r\nhi` },
  { name: 'line feeds without carriage returns', bytes: 'HTTP/1.1 200 OK\nContent-Length: 2\n\nhi' },
  { name: 'a header line without its carriage return', bytes: `${OK}X: a\nContent-Length: 2\r\n\r\nhi` },
  { name: 'a carriage return within a value', bytes: `${OK}X: a\rb\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'a folded header', bytes: `${OK}X: a\r\n b\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'a blank before the colon', bytes: `${OK}X : a\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'no colon', bytes: `${OK}nonsense\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'no name', bytes: `${OK}: a\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'a NUL in a value', bytes: `${OK}X: a\0b\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'a DEL in a value', bytes: `${OK}X: a\x7fb\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'the same length twice', bytes: `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi` },
  { name: 'two lengths', bytes: `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi` },
  { name: 'a list of lengths', bytes: `${OK}Content-Length: 2, 2\r\n\r\nhi` },
  { name: 'an empty length', bytes: `${OK}Content-Length:\r\n\r\nhi` },
  { name: 'a length with a sign', bytes: `${OK}Content-Length: +2\r\n\r\nhi` },
  { name: 'a negative length', bytes: `${OK}Content-Length: -2\r\n\r\nhi` },
  { name: 'a length in hexadecimal', bytes: `${OK}Content-Length: 0x2\r\n\r\nhi` },
  { name: 'a length beyond 2^64', bytes: `${OK}Content-Length: 99999999999999999999\r\n\r\nhi` },
  {
    name: 'a length and chunks',
    bytes: `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`,
  },
  { name: 'a chunk size that is no number', bytes: `${CHUNKED}zz\r\nhi\r\n0\r\n\r\n` },
  { name: 'an empty chunk size', bytes: `${CHUNKED}\r\nhi\r\n0\r\n\r\n` },
  { name: 'a negative chunk size', bytes: `${CHUNKED}-2\r\nhi\r\n0\r\n\r\n` },
  { name: 'a chunk size beyond 2^64', bytes: `${CHUNKED}fffffffffffffffff\r\nhi\r\n0\r\n\r\n` },
  { name: 'a chunk longer than its size', bytes: `${CHUNKED}2\r\nhiho\r\n0\r\n\r\n` },
  { name: 'a chunk size line without its carriage return', bytes: `${CHUNKED}2\nhi\r\n0\r\n\r\n` },
  { name: 'another protocol', bytes: 'SSH-2.0-OpenSSH_9.2p1\r\n\r\n' },
  { name: 'a protocol in small letters', bytes: 'http/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi' },
  { name: 'HTTP/1.2', bytes: 'HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nhi' },
  {
    name: 'HTTP/2.0',
    bytes: 'HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nhi',
    stricter: 'HTTP/2 has another form',
  },
  { name: 'a status of two digits', bytes: 'HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nhi' },
  { name: 'a status of four digits', bytes: 'HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nhi' },
  {
    name: 'a status below 100',
    bytes: 'HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nhi',
    stricter: 'no such class',
  },
  { name: 'a body cut short', bytes: `${OK}Content-Length: 50\r\n\r\nhello` },
  { name: 'chunks cut short', bytes: `${CHUNKED}5\r\nhel` },
  { name: 'chunks without the last', bytes: `${CHUNKED}5\r\nhello\r\n` },
  { name: 'headers cut short', bytes: `${OK}Content-Le` },
  { name: 'nothing at all', bytes: '' },
];
