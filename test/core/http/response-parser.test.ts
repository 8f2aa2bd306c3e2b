import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import fc from 'fast-check';
import { HEADER_LIMIT_BYTES, ResponseParser } from '../../../src/core/http/response-parser.js';
import { RESPONSE_CORPUS } from './response-corpus.js';

/** What came of a response: all that matters, so that two ways of reading it can be compared. */
interface Reading {
  readonly outcome: 'whole' | 'refused' | 'incomplete';
  readonly status?: number;
  readonly body?: string;
}

describe('the response parser', () => {
  for (const { name, bytes, stricter } of RESPONSE_CORPUS) {
    it(`${stricter === undefined ? "agrees with Node's parser on" : 'refuses, unlike Node,'} ${name}`, async () => {
      const ours = read(Buffer.from(bytes, 'latin1'), []);
      if (stricter === undefined) assert.deepEqual(ours, await readByNode(bytes));
      else assert.equal(ours.outcome, 'refused', stricter);
    });
  }

  it("agrees with Node's parser on responses that were changed at random", async () => {
    const changed = fc
      .tuple(
        fc.constantFrom(...RESPONSE_CORPUS.filter(({ stricter }) => stricter === undefined)),
        fc.nat({ max: 160 }),
        fc.constantFrom(
          '0',
          '2',
          'f',
          ' ',
          '\t',
          ':',
          ';',
          ',',
          '-',
          '\r',
          '\n',
          '\r\n',
          '\0',
          'x',
          '\x80',
          '',
        ),
        fc.nat({ max: 2 }),
      )
      .map(([{ bytes }, at, put, dropped]) => {
        const where = at % (bytes.length + 1);
        return bytes.slice(0, where) + put + bytes.slice(where + dropped);
      });
    const oracle = await startOracle();
    try {
      await fc.assert(
        fc.asyncProperty(changed, async (bytes) => {
          const { consumed, ...ours } = readTo(Buffer.from(bytes, 'latin1'), []);
          // What follows a response is another matter: Node calls it an error of this one.
          const theirs = await oracle.read(ours.outcome === 'whole' ? bytes.slice(0, consumed) : bytes);
          // We may refuse what Node takes, never take what it refuses, nor take it for something else. A line that
          // does not end is refused by its first wrong octet there, and here as soon as it ends.
          if (ours.outcome === 'whole') assert.deepEqual(ours, theirs);
          else assert.ok(theirs.outcome !== 'whole' || ours.outcome === 'refused');
        }),
        { numRuns: 600 },
      );
    } finally {
      oracle.stop();
    }
  });

  it('reads the same however the bytes are split', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RESPONSE_CORPUS),
        fc.array(fc.nat({ max: 200 }), { maxLength: 12 }),
        ({ bytes }, cuts) => {
          const buffer = Buffer.from(bytes, 'latin1');
          assert.deepEqual(read(buffer, cuts), read(buffer, []));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads the same one byte at a time', () => {
    for (const { bytes } of RESPONSE_CORPUS) {
      const buffer = Buffer.from(bytes, 'latin1');
      assert.deepEqual(read(buffer, [...buffer.keys()]), read(buffer, []), bytes);
    }
  });

  it('reads an answer the same, whatever the parser read before it', () => {
    const turn = fc.record({
      entry: fc.constantFrom(...RESPONSE_CORPUS),
      cuts: fc.array(fc.nat({ max: 80 }), { maxLength: 2 }),
      toHead: fc.boolean(),
      again: fc.nat({ max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 12 }), (turns) => {
        const seasoned = new Reader();
        for (const { entry, cuts, toHead, again } of turns) {
          const bytes = Buffer.from(entry.bytes, 'latin1');
          const expected = new Reader().read(bytes, cuts, toHead);
          for (let time = 0; time <= again; time++) {
            assert.deepEqual(seasoned.read(bytes, cuts, toHead), expected);
          }
        }
      }),
    );
  });

  it('survives any bytes, and never reads past an end', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.constantFrom(...RESPONSE_CORPUS), fc.nat({ max: 150 }), fc.nat({ max: 255 }))
        .map(([{ bytes }, at, octet]) => {
          const changed = Buffer.from(bytes, 'latin1');
          if (at < changed.length) changed[at] = octet;
          return changed;
        }),
    );
    fc.assert(
      fc.property(noise, fc.array(fc.nat({ max: 300 }), { maxLength: 8 }), (bytes, cuts) => {
        const buffer = Buffer.from(bytes);
        assert.deepEqual(read(buffer, cuts), read(buffer, []));
      }),
      { numRuns: 3000 },
    );
  });

  it('stops at the end of the response and leaves the rest', () => {
    const parser = new ResponseParser();
    const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 500 ');
    parser.reset(false);
    assert.equal(parser.push(bytes, 0, bytes.length), bytes.indexOf('HTTP/1.1 500'));
    assert.equal(parser.done, true);
  });

  it('expects no body after a HEAD', () => {
    const parser = new ResponseParser();
    const bytes = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n');
    parser.reset(true);
    parser.push(bytes, 0, bytes.length);
    assert.equal(parser.done, true);
    assert.equal(parser.keepAlive, true);
  });

  it('refuses a change of protocol that nobody asked for', () => {
    assert.equal(read(Buffer.from('HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n'), []).outcome, 'refused');
  });

  it('refuses headers beyond the limit, in one line or in many', () => {
    const oneLine = `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(HEADER_LIMIT_BYTES)}`;
    const manyLines = `HTTP/1.1 200 OK\r\n${'X: a\r\n'.repeat(HEADER_LIMIT_BYTES / 5)}`;
    const manyHints = 'HTTP/1.1 103 Hints\r\n\r\n'.repeat(HEADER_LIMIT_BYTES / 20);
    const manyTrailers = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${'X: a\r\n'.repeat(HEADER_LIMIT_BYTES / 5)}`;
    for (const bytes of [oneLine, manyLines, manyHints, manyTrailers]) {
      assert.equal(read(Buffer.from(bytes), []).outcome, 'refused');
      assert.equal(read(Buffer.from(bytes), [1000, 1001, 40_000]).outcome, 'refused');
    }
  });

  it('takes a body of more chunks than the header limit would allow', () => {
    const chunks = '1\r\nx\r\n'.repeat(HEADER_LIMIT_BYTES / 2);
    const bytes = Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
    assert.equal(read(bytes, []).body?.length, HEADER_LIMIT_BYTES / 2);
  });

  it('tells whether the connection may be used again', () => {
    const keeps = (head: string) => {
      const parser = new ResponseParser();
      const bytes = Buffer.from(`${head}Content-Length: 0\r\n\r\n`);
      parser.reset(false);
      parser.push(bytes, 0, bytes.length);
      assert.equal(parser.done, true);
      return parser.keepAlive;
    };
    assert.equal(keeps('HTTP/1.1 200 OK\r\n'), true);
    assert.equal(keeps('HTTP/1.1 200 OK\r\nConnection: Close\r\n'), false);
    assert.equal(keeps('HTTP/1.1 200 OK\r\nConnection: x, close\r\n'), false);
    assert.equal(keeps('HTTP/1.0 200 OK\r\n'), false);
    assert.equal(keeps('HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n'), true);
  });

  it('keeps the cookies that it is asked to keep', () => {
    const parser = new ResponseParser({ keepCookies: true });
    const bytes = Buffer.from('HTTP/1.1 204 x\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2\r\n\r\n');
    parser.reset(false);
    parser.push(bytes, 0, bytes.length);
    assert.deepEqual(parser.setCookies, ['a=1; Path=/', 'b=2']);
  });
});

/** Reads bytes in pieces that end at `cuts`, then the end of the connection. */
function read(bytes: Buffer, cuts: readonly number[]): Reading {
  const { consumed: _, ...reading } = readTo(bytes, cuts);
  return reading;
}

function readTo(bytes: Buffer, cuts: readonly number[]) {
  const { outcome, status, body, consumed } = new Reader().read(bytes, cuts, false);
  return outcome === 'whole' ? { outcome, status, body, consumed } : { outcome, consumed };
}

/** A parser that reads one response after another. */
class Reader {
  #body: Buffer[] = [];
  readonly #parser = new ResponseParser({
    onBody: (piece, from, to) => this.#body.push(Buffer.from(piece.subarray(from, to))),
  });

  /** `consumed`: how many of the bytes belong to the response. */
  read(bytes: Buffer, cuts: readonly number[], toHead: boolean) {
    const ends = [...new Set([...cuts.filter((cut) => cut < bytes.length), bytes.length])];
    const parser = this.#parser;
    this.#body = [];
    parser.reset(toHead);
    let consumed = 0;
    let from = 0;
    for (const to of ends.sort((one, other) => one - other)) {
      const piece = Buffer.from(bytes.subarray(from, to));
      const stopped = parser.push(piece, 0, piece.length);
      assert.ok(stopped === piece.length || parser.done || parser.failed);
      piece.fill(0);
      consumed += stopped;
      from = to;
    }
    const refused = parser.failed;
    const ended = parser.end();
    const outcome = refused ? ('refused' as const) : ended ? ('whole' as const) : ('incomplete' as const);
    const { status, keepAlive, failure } = parser;
    return {
      outcome,
      status,
      keepAlive,
      failure,
      body: Buffer.concat(this.#body).toString('latin1'),
      consumed,
    };
  }
}

async function readByNode(bytes: string): Promise<Reading> {
  const oracle = await startOracle();
  try {
    return await oracle.read(bytes);
  } finally {
    oracle.stop();
  }
}

/** A server that answers with given bytes, and Node's own client to read them. */
async function startOracle() {
  let answer = '';
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.from(answer, 'latin1')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return {
    read: (bytes: string) => {
      answer = bytes;
      return readFrom(port);
    },
    stop: () => server.close(),
  };
}

function readFrom(port: number): Promise<Reading> {
  return new Promise<Reading>((resolve) => {
    const fail = (error: NodeJS.ErrnoException) =>
      resolve({ outcome: error.code?.startsWith('HPE_') ? 'refused' : 'incomplete' });
    const request = http.get({ host: '127.0.0.1', port, agent: false });
    request.on('error', fail);
    request.on('response', (response) => {
      const body: Buffer[] = [];
      // A refusal within the body reaches the request as well, with its reason.
      response.on('error', () => {});
      response.on('data', (piece: Buffer) => body.push(piece));
      response.on('close', () => {
        if (!response.complete) setImmediate(() => resolve({ outcome: 'incomplete' }));
        else {
          resolve({
            outcome: 'whole',
            status: response.statusCode ?? 0,
            body: Buffer.concat(body).toString('latin1'),
          });
        }
      });
    });
  });
}
