import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSource } from '../../../src/core/document/source.js';
import { problemsOf, temporaryFolder } from '../problems.js';

describe('reading a file', () => {
  const folder = temporaryFolder();

  async function problemIn(content: string | Uint8Array) {
    const file = join(folder(), 'some.yaml');
    await writeFile(file, content);
    const [problem, ...others] = await problemsOf(() => readSource(file));
    assert.ok(problem !== undefined && others.length === 0);
    return problem;
  }

  it('gives its text without a byte-order mark', async () => {
    const file = join(folder(), 'bom.yaml');
    await writeFile(file, '\ufeffname: máster\n');
    assert.equal(await readSource(file), 'name: máster\n');
  });

  it('names a similar file where there is none', async () => {
    await writeFile(join(folder(), 'failover.yaml'), 'a: 1');
    const [problem] = await problemsOf(() => readSource(join(folder(), 'failovr.yaml')));
    assert.deepEqual([problem?.code, problem?.hint], ['FILE_NOT_FOUND', 'did you mean failover.yaml?']);
  });

  it('names a YAML file in a directory that was given instead', async () => {
    const directory = join(folder(), 'scenarios');
    await mkdir(directory);
    await writeFile(join(directory, 'a.yaml'), 'a: 1');
    const [problem] = await problemsOf(() => readSource(directory));
    assert.deepEqual(
      [problem?.code, problem?.hint],
      ['FILE_IS_DIRECTORY', 'name a file in it, for example a.yaml'],
    );
  });

  it('says that permission is denied', async function () {
    if (process.getuid?.() === 0) {
      this.skip(); // Root may read anything.
    }
    const file = join(folder(), 'secret.yaml');
    await writeFile(file, 'a: 1');
    await chmod(file, 0);
    const [problem] = await problemsOf(() => readSource(file));
    assert.match(problem?.message ?? '', /permission denied/);
  });

  it('refuses a path through a file, with its code', async () => {
    const file = join(folder(), 'plain.yaml');
    await writeFile(file, 'a: 1');
    const [problem] = await problemsOf(() => readSource(join(file, 'x.yaml')));
    assert.deepEqual(
      [problem?.code, problem?.message],
      ['FILE_UNREADABLE', 'the file cannot be read: ENOTDIR'],
    );
  });

  it('refuses an empty file', async () => {
    assert.equal((await problemIn('')).code, 'FILE_EMPTY');
  });

  it('refuses 10 MB without reading them', async () => {
    const file = join(folder(), 'large.yaml');
    await writeFile(file, 'x'.repeat(10_000_000));
    const before = process.memoryUsage().arrayBuffers;
    const [problem] = await problemsOf(() => readSource(file));
    assert.equal(problem?.message, 'the file is too large: at most 1MiB, found 9.5MiB');
    assert.ok(process.memoryUsage().arrayBuffers - before < 5_000_000);
  });

  it('places the first byte that is not UTF-8', async () => {
    const problem = await problemIn(new Uint8Array([0x61, 0x0a, 0x62, 0xc3, 0xa9, 0xff, 0x63]));
    assert.deepEqual([problem.code, problem.line, problem.column], ['FILE_NOT_UTF8', 2, 3]);
    assert.match(problem.message, /0xff at offset 5/);
  });

  it('places a character that the end of the file cuts', async () => {
    const problem = await problemIn(new Uint8Array([0x61, 0x0a, 0x62, 0xe2, 0x82]));
    assert.deepEqual([problem.code, problem.line, problem.column], ['FILE_NOT_UTF8', 2, 2]);
  });

  it('refuses UTF-16', async () => {
    assert.equal((await problemIn(Buffer.from('\ufeffname: x', 'utf16le'))).code, 'FILE_NOT_UTF8');
  });
});
