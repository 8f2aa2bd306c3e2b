import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { Bricks } from '../../../src/labs/embedded/bricks.js';
import { countFiles } from '../../../src/labs/embedded/count-files.js';
import { integratePi, type PageRequest, respond } from '../../../src/labs/embedded/web/pages.js';
import { curvePicture } from '../../../src/labs/embedded/web/picture.js';
import { imagePage, writeSite } from '../../../src/labs/embedded/web/site.js';
import { ReplicatedStorage } from '../../../src/labs/embedded/web/storage.js';

const IDENTITY = { name: 'cluster21p', address: '198.18.100.2:8081', virtualIp: '198.18.1.200' };

let directory: string;
let bricks: readonly string[];
let storage: ReplicatedStorage;

function request(url: string, more: Partial<PageRequest> = {}): PageRequest {
  return {
    method: 'GET',
    url,
    clientAddress: '198.18.100.1',
    forwardedFor: undefined,
    cookie: undefined,
    body: Buffer.alloc(0),
    ...more,
  };
}

function ask(url: string, more: Partial<PageRequest> = {}): { status: number; text: string } {
  const { status, body } = respond(request(url, more), storage, IDENTITY);
  return { status, text: body.toString() };
}

describe('the pages of the embedded lab', () => {
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'chaos-test-'));
    bricks = ['gluster1', 'gluster2', 'gluster3'].map((name) => join(directory, name));
    for (const brick of bricks) {
      writeSite(brick, new Date(1_700_000_000_000));
    }
    storage = new ReplicatedStorage(bricks);
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('says who served it, where and when', () => {
    const { status, text } = ask('/index.php');
    assert.equal(status, 200);
    assert.match(text, /served by cluster21p\s/);
    assert.match(text, /Real IP 198\.18\.100\.2:8081/);
    assert.match(text, /Virtual IP 198\.18\.1\.200/);
    assert.match(text, /Date \d{4}-\d\d-\d\d, time \d\d:\d\d:\d\d/);
  });

  it('lists what was uploaded, also under names that it chose itself', () => {
    const body = Buffer.from('x');
    const [one, other] = [1, 2].map(() => ask('/upload.php', { method: 'POST', body }));
    assert.deepEqual([one?.status, other?.status], [201, 201]);
    assert.notEqual(one?.text, other?.text);
    const { text } = ask('/list.php');
    assert.match(text, /files 2, served by cluster21p\s/);
    assert.ok(text.includes(`<li>${one?.text.trim().replace('/files/', '')}</li>`));
    assert.deepEqual(
      Object.fromEntries(
        countFiles(
          'gv0',
          new Map([
            ['gluster1', bricks[0] ?? ''],
            ['gluster2', '/nowhere'],
          ]),
        ),
      ),
      { 'files:gv0/gluster1': '2', 'files:gv0/gluster2': 'unknown', 'files:gv0/client': '2' },
    );
  });

  it('computes pi the better the more intervals it is given', () => {
    assert.equal(integratePi(1), 3.2);
    for (const intervals of [10, 1000, 100_000]) {
      // The midpoint rule's error here is about 1/(12 n²).
      assert.ok(Math.abs(integratePi(intervals) - Math.PI) < 0.1 / intervals ** 2);
    }
    assert.match(ask('/pi.php?n=100000').text, /pi = 3\.14159265\d+/);
    assert.match(ask('/pi.php?n=100000').text, /intervals 100000, time \d+\.\d{6} s/);
  });

  it('refuses a number of intervals that is none or too large', () => {
    for (const n of ['0', '-1', '1.5', 'x', '50000001', '']) {
      assert.equal(ask(`/pi.php?n=${n}`).status, 400, n);
    }
  });

  it('has a page with an image of exactly 204,800 bytes', () => {
    const { body } = respond(request('/imagen.html'), storage, IDENTITY);
    assert.equal(body.length, 204_800);
    assert.equal(imagePage(), body.toString());
  });

  it('shows a real picture', () => {
    const [width, height] = [32, 20];
    const png = curvePicture(width, height);
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [width, height]);
    const start = png.indexOf('IDAT') + 4;
    const pixels = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
    assert.equal(pixels.length, height * (3 * width + 1));
  });

  it('shows who asked, and what was forwarded, harmlessly', () => {
    const { text } = ask('/index1.php', { forwardedFor: '198.18.1.254', cookie: '<SERVERID>=a' });
    assert.match(text, /Client IP 198\.18\.100\.1/);
    assert.match(text, /X-Forwarded-For 198\.18\.1\.254/);
    assert.match(text, /Cookie &lt;SERVERID&gt;=a/);
  });

  it('knows no other pages, and none outside the site', () => {
    writeFileSync(join(directory, 'secret'), 'x');
    for (const url of [
      '/nothing',
      '/files/',
      '/files/../index.php.bak',
      '/files/..%2fsecret',
      '/../secret',
    ]) {
      assert.equal(ask(url).status, 404, url);
    }
    assert.equal(ask('//').status, 400);
  });

  it('reads with one replica of three left, and fails with none', () => {
    for (const brick of bricks.slice(0, 2)) {
      renameSync(brick, `${brick}.away`);
    }
    assert.equal(ask('/index.php').status, 200);
    renameSync(bricks[2] ?? '', `${bricks[2]}.away`);
    assert.equal(ask('/index.php').status, 500);
  });

  it('writes with two replicas of three, and refuses with one', () => {
    const upload = () => ask('/upload.php?name=note.txt', { method: 'POST', body: Buffer.from('hello') });
    renameSync(bricks[0] ?? '', `${bricks[0]}.away`);
    assert.equal(upload().status, 201);
    assert.deepEqual(ask('/files/note.txt'), { status: 200, text: 'hello' });
    assert.equal(readFileSync(join(bricks[2] ?? '', 'files', 'note.txt'), 'utf8'), 'hello');
    renameSync(bricks[1] ?? '', `${bricks[1]}.away`);
    assert.equal(upload().status, 503);
  });

  it('takes files by POST and PUT, with harmless names only', () => {
    assert.equal(ask('/upload.php?name=a', { method: 'PATCH' }).status, 405);
    assert.equal(ask('/upload.php?name=a', { method: 'PUT' }).status, 201);
    for (const name of ['', '..', '.hidden', 'a/b', 'a%2Fb', 'x'.repeat(65)]) {
      assert.equal(ask(`/upload.php?name=${name}`, { method: 'POST' }).status, 400, name);
    }
  });
});

describe('a replicated brick', () => {
  let states: string[];
  let volume: Bricks;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'chaos-test-'));
    states = [];
    const names = ['gluster1', 'gluster2', 'gluster3'];
    volume = new Bricks({
      root: directory,
      names,
      onState: (brick, state) => states.push(`${brick} ${state}`),
    });
    for (const name of names) {
      mkdirSync(join(directory, name, 'files'), { recursive: true });
    }
    storage = new ReplicatedStorage(volume.directories());
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('is given what it missed before it is let in again', async () => {
    storage.write('files/a', Buffer.from('old'));
    volume.takeAway('gluster1', 'down');
    await new Promise((resolve) => setTimeout(resolve, 5));
    storage.write('files/a', Buffer.from('new'));
    storage.write('files/b', Buffer.from('b'));
    assert.equal(volume.pending('gluster1'), 2);
    await volume.bringBack('gluster1', 'down');
    assert.equal(volume.pending('gluster1'), 0);
    assert.equal(readFileSync(join(directory, 'gluster1', 'files', 'a'), 'utf8'), 'new');
    assert.deepEqual(states, ['gluster1 down', 'gluster1 healing:2', 'gluster1 healing:1', 'gluster1 up']);
  });

  it('stays away while its host is cut off, though it was brought up', async () => {
    volume.takeAway('gluster2', 'down');
    volume.takeAway('gluster2', 'unreachable');
    await volume.bringBack('gluster2', 'down');
    assert.deepEqual(states.at(-1), 'gluster2 down');
    await volume.bringBack('gluster2', 'unreachable');
    assert.deepEqual(states.at(-1), 'gluster2 up');
  });

  it('can be taken down and brought up again and again to the same effect', async () => {
    await volume.bringBack('gluster3', 'down');
    volume.takeAway('gluster3', 'down');
    volume.takeAway('gluster3', 'down');
    await volume.bringBack('gluster3', 'down');
    await volume.bringBack('gluster3', 'down');
    assert.deepEqual(states, ['gluster3 down', 'gluster3 down', 'gluster3 up']);
  });
});
