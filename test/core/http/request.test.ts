import assert from 'node:assert/strict';
import { CookieJar } from '../../../src/core/http/cookies.js';
import { statusKind } from '../../../src/core/http/failure.js';
import { httpTarget, requestBytes } from '../../../src/core/http/request.js';

describe('a request', () => {
  const target = httpTarget('http://example.test:8080/a/b?c=d#e');
  const text = (...args: Parameters<typeof requestBytes>) => requestBytes(...args).toString();

  it('finds host, port and path in a URL', () => {
    assert.deepEqual(target, {
      secure: false,
      host: 'example.test',
      port: 8080,
      authority: 'example.test:8080',
      path: '/a/b?c=d',
    });
    assert.equal(httpTarget('https://[::1]').host, '::1');
    assert.equal(httpTarget('https://[::1]').port, 443);
    assert.throws(() => httpTarget('ftp://example.test/'), TypeError);
  });

  it('is a whole HTTP/1.1 message', () => {
    assert.equal(
      text(target, { method: 'POST', headers: { 'X-A': 'b' }, body: 'é' }, { keepAlive: false }),
      'POST /a/b?c=d HTTP/1.1\r\nHost: example.test:8080\r\nUser-Agent: chaos\r\nAccept: */*\r\n' +
        'Connection: close\r\nContent-Length: 2\r\nX-A: b\r\n\r\né',
    );
  });

  it('lets headers replace what would be filled in', () => {
    const request = text(target, { method: 'GET', headers: { host: 'other' } }, { keepAlive: true });
    assert.match(request, /^host: other\r$/m);
    assert.doesNotMatch(request, /example\.test/);
  });

  it('joins cookies of its own and of the jar', () => {
    const jar = new CookieJar();
    assert.equal(jar.take(['SERVERID=web1; path=/', 'nonsense', 'b=2']), true);
    assert.equal(jar.take(['SERVERID=web1']), false);
    const request = text(
      target,
      { method: 'GET', headers: { Cookie: 'a=1' } },
      { keepAlive: true, cookie: jar.header() },
    );
    assert.match(request, /^Cookie: a=1; SERVERID=web1; b=2\r$/m);
  });

  it('refuses what could break the message apart', () => {
    const send = (method: string, headers: Record<string, string>) => () =>
      requestBytes(target, { method, headers }, { keepAlive: true });
    assert.throws(send('GET', { a: 'b\r\nc: d' }), TypeError);
    assert.throws(send('GET', { 'a\r\nb': 'c' }), TypeError);
    assert.throws(send('GET / HTTP/1.1\r\n', {}), TypeError);
  });

  it('names statuses as outcomes', () => {
    const kinds = [200, 204, 301, 404, 500, 502, 503, 504, 599, 600].map(statusKind);
    assert.deepEqual(kinds, [
      'ok',
      'ok',
      'http-other',
      'http-4xx',
      'http-5xx',
      'http-502',
      'http-503',
      'http-504',
      'http-5xx',
      'http-other',
    ]);
  });
});
