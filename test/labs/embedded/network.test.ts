import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { Cable, Path } from '../../../src/labs/embedded/network/cable.js';
import { Conduit } from '../../../src/labs/embedded/network/conduit.js';
import { formatPreamble, parsePreamble } from '../../../src/labs/embedded/network/preamble.js';

const cable = (random = () => 0.5) => new Cable('cluster1', 'external', random);

describe('a cable', () => {
  it('takes the time that its limit gives to bytes, one after the other', () => {
    const limited = cable();
    limited.bytesPerSecond = 1000;
    const path = new Path([limited, cable()]);
    assert.equal(path.arrivalMs(500, 0), 500);
    assert.equal(path.arrivalMs(500, 100), 1000);
    assert.equal(path.arrivalMs(500, 5000), 5500);
  });

  it('delays uniformly within its jitter, and the delays of a path add up', () => {
    const [low, high] = [cable(() => 0), cable(() => 0.999999)];
    for (const one of [low, high]) {
      one.delayMs = 20;
      one.jitterMs = 5;
    }
    assert.equal(low.drawDelayMs(), 15);
    assert.ok(Math.abs(high.drawDelayMs() - 25) < 0.01);
    assert.ok(Math.abs(new Path([low, high]).delayMs() - 40) < 0.01);
  });

  it('is plain only when nothing is set', () => {
    const one = cable();
    assert.equal(one.plain, true);
    one.plugged = false;
    assert.deepEqual([one.plain, new Path([cable(), one]).open], [false, false]);
  });
});

describe('the preamble of a connection', () => {
  it('is read as it was written, and nothing else is', () => {
    const ends = {
      source: { address: '198.18.1.254', port: 51234 },
      destination: { address: '198.18.1.200', port: 80 },
    };
    assert.deepEqual(parsePreamble(formatPreamble(ends).trimEnd()), ends);
    assert.equal(parsePreamble('GET / HTTP/1.1'), undefined);
  });
});

describe('a conduit', () => {
  let server: Server;
  let sockets: Socket[];

  beforeEach(() => {
    sockets = [];
    server = createServer({ allowHalfOpen: true });
  });

  afterEach(async () => {
    for (const socket of sockets) {
      socket.destroy();
    }
    server.close();
    await once(server, 'close');
  });

  /** A connection over loopback: what is written into the first comes out of the second. */
  async function pair(): Promise<readonly [Socket, Socket]> {
    if (!server.listening) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const near = createConnection({ port: address.port, host: '127.0.0.1', allowHalfOpen: true });
    const [far] = await accepted;
    sockets.push(near, far);
    return [near, far];
  }

  it('holds bytes and their end while the cable is out, and loses none', async () => {
    const [sender, from] = await pair();
    const [to, receiver] = await pair();
    const link = cable();
    const conduit = new Conduit(from, to, new Path([link]));
    link.plugged = false;
    const chunks: Buffer[] = [];
    receiver.on('data', (chunk: Buffer) => chunks.push(chunk));
    const sent = Buffer.alloc(1_000_000, 'abcdefghij');
    sender.end(sent);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(chunks.length, 0);
    link.plugged = true;
    conduit.pump();
    await once(receiver, 'end');
    assert.ok(Buffer.concat(chunks).equals(sent));
  });

  it('asks to be reset rather than pass what may not pass', async () => {
    const [sender, from] = await pair();
    const [to, receiver] = await pair();
    let held = 0;
    new Conduit(from, to, new Path([]), {
      mayPass: () => false,
      onHeld: () => {
        held += 1;
      },
    });
    receiver.on('data', () => assert.fail('nothing may pass'));
    sender.write('x');
    await once(from, 'data');
    assert.ok(held > 0);
  });

  it('passes a reset on as a reset', async () => {
    const [sender, from] = await pair();
    const [to, receiver] = await pair();
    from.on('error', () => {});
    new Conduit(from, to, new Path([]));
    receiver.resume();
    sender.resetAndDestroy();
    const [error] = (await once(receiver, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNRESET');
  });
});
