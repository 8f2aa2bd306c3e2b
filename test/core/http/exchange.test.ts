import assert from 'node:assert/strict';
import { Exchange, type ExchangeOwner } from '../../../src/core/http/exchange.js';
import { ResponseParser } from '../../../src/core/http/response-parser.js';

const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
const REQUEST = Buffer.from('GET / HTTP/1.1\r\n\r\n');

describe('an exchange', () => {
  it('is open, sends, and is free again after a whole answer', () => {
    const { exchange, log } = connected();
    exchange.send(REQUEST, false);
    exchange.received(ANSWER, ANSWER.length);
    assert.deepEqual(log, ['open', 'write', 'answer 200 reusable']);
    assert.equal(exchange.bytes, ANSWER.length);
    assert.equal(exchange.phase, 'idle');
  });

  it('is not used again after bytes beyond the answer', () => {
    const { exchange, log } = connected();
    exchange.send(REQUEST, false);
    const more = Buffer.concat([ANSWER, Buffer.from('x')]);
    exchange.received(more, more.length);
    assert.deepEqual(log.slice(2), ['destroy', 'answer 200']);
  });

  it('is not used again after an answer to nothing', () => {
    const { exchange, log } = connected();
    exchange.received(ANSWER, ANSWER.length);
    assert.deepEqual(log, ['open', 'destroy', 'idle close']);
  });

  it('tells its owner when the peer closes it in idleness', () => {
    const { exchange, log } = connected();
    exchange.ended();
    exchange.ended();
    assert.deepEqual(log, ['open', 'destroy', 'idle close']);
  });

  it('calls an end before the answer a reset, and one within it truncated', () => {
    const before = connected();
    before.exchange.send(REQUEST, false);
    before.exchange.ended();
    assert.equal(before.log.at(-1), 'failure reset');
    for (const part of [5, ANSWER.length - 1]) {
      const within = connected();
      within.exchange.send(REQUEST, false);
      within.exchange.received(ANSWER, part);
      within.exchange.ended();
      assert.equal(within.log.at(-1), 'failure truncated');
    }
  });

  it('takes the end of the connection as the end of a body without a length', () => {
    const { exchange, log } = connected();
    const answer = Buffer.from('HTTP/1.1 200 OK\r\n\r\nall there is');
    exchange.send(REQUEST, false);
    exchange.received(answer, answer.length);
    exchange.ended();
    assert.equal(log.at(-1), 'answer 200');
  });

  it('names a time-out by the phase that it comes in', () => {
    const inPhase = (reach: (exchange: Exchange) => void) => {
      const { exchange, log } = created();
      reach(exchange);
      exchange.timedOut();
      return log.at(-1);
    };
    const steps = {
      resolve: (exchange: Exchange) => exchange.resolved(),
      connect: (exchange: Exchange) => {
        exchange.resolved();
        exchange.connected();
      },
      send: (exchange: Exchange) => {
        exchange.resolved();
        exchange.opened();
        exchange.send(REQUEST, false);
      },
      readHeaders: (exchange: Exchange) => {
        steps.send(exchange);
        exchange.received(ANSWER, ANSWER.length - 1);
      },
    };
    assert.equal(
      inPhase(() => {}),
      'failure dns',
    );
    assert.equal(inPhase(steps.resolve), 'failure connect-timeout');
    assert.equal(inPhase(steps.connect), 'failure connect-timeout');
    assert.equal(inPhase(steps.send), 'failure header-timeout');
    assert.equal(inPhase(steps.readHeaders), 'failure body-timeout');
  });

  it('names an error by its cause and the phase that it comes in', () => {
    const failing = (code: string, phase: 'dns' | 'connect' | 'tls' | 'header') => {
      const { exchange, log } = created();
      if (phase !== 'dns') exchange.resolved();
      if (phase === 'tls') exchange.connected();
      if (phase === 'header') {
        exchange.opened();
        exchange.send(REQUEST, false);
      }
      exchange.errored(Object.assign(new Error(code), { code }));
      return log.at(-1);
    };
    assert.equal(failing('ENOTFOUND', 'dns'), 'failure dns');
    assert.equal(failing('EAI_AGAIN', 'dns'), 'failure dns');
    assert.equal(failing('ECONNREFUSED', 'connect'), 'failure connect-refused');
    assert.equal(failing('EHOSTUNREACH', 'connect'), 'failure connect-unreachable');
    assert.equal(failing('ENETUNREACH', 'connect'), 'failure connect-unreachable');
    assert.equal(failing('ETIMEDOUT', 'connect'), 'failure connect-timeout');
    assert.equal(failing('EMFILE', 'connect'), 'failure other');
    assert.equal(failing('DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'), 'failure tls');
    assert.equal(failing('ECONNRESET', 'tls'), 'failure reset');
    assert.equal(failing('ECONNRESET', 'header'), 'failure reset');
    assert.equal(failing('EPIPE', 'header'), 'failure write');
    assert.equal(failing('ETIMEDOUT', 'header'), 'failure header-timeout');
  });

  it('calls what is not HTTP a protocol failure', () => {
    const { exchange, log } = connected();
    const answer = Buffer.from('220 mail.example.org ESMTP\r\n');
    exchange.send(REQUEST, false);
    exchange.received(answer, answer.length);
    assert.equal(log.at(-1), 'failure protocol');
  });

  it('takes nothing from the wire once the time is over, whatever was looked at first', () => {
    const events: Readonly<Record<string, (exchange: Exchange) => void>> = {
      answer: (exchange) => exchange.received(ANSWER, ANSWER.length),
      end: (exchange) => exchange.ended(),
      error: (exchange) => exchange.errored(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
    };
    for (const event of Object.values(events)) {
      const { exchange, log, clock } = connected();
      exchange.send(REQUEST, false);
      clock.overdue = true;
      event(exchange);
      assert.deepEqual(log.slice(2), ['destroy', 'failure header-timeout']);
    }
    const connecting = created();
    connecting.exchange.resolved();
    connecting.clock.overdue = true;
    connecting.exchange.opened();
    assert.deepEqual(connecting.log, ['destroy', 'failure connect-timeout']);
  });

  it('says nothing more once it has failed or was closed', () => {
    const { exchange, log } = connected();
    exchange.send(REQUEST, false);
    exchange.close();
    const before = log.length;
    exchange.received(ANSWER, ANSWER.length);
    exchange.errored(new Error('late'));
    exchange.ended();
    exchange.timedOut();
    exchange.opened();
    assert.equal(log.length, before);
  });
});

function created() {
  const log: string[] = [];
  const clock = { overdue: false };
  const owner: ExchangeOwner<Exchange> = {
    overdue: () => clock.overdue,
    onOpen: () => log.push('open'),
    onAnswer: ({ status, reusable }) => log.push(`answer ${status}${reusable ? ' reusable' : ''}`),
    onFailure: (_, kind) => log.push(`failure ${kind}`),
    onIdleClose: () => log.push('idle close'),
  };
  const exchange = new Exchange(new ResponseParser(), owner);
  exchange.attach({ write: () => log.push('write'), destroy: () => log.push('destroy') });
  return { exchange, log, clock };
}

function connected() {
  const made = created();
  made.exchange.resolved();
  made.exchange.opened();
  return made;
}
