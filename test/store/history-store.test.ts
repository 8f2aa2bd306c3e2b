import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendToStore, readStore } from '../../src/store/history-store.js';
import { aResult, night, rates } from '../measurements/comparison/results.js';

const STORE = new URL('../../src/store/history-store.js', import.meta.url).href;
const WRITERS = 6;
const LINES = 40;

describe('the history of runs', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chaos-store-'));
    path = join(folder, 'deep', 'history.ndjson');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const idsIn = () =>
    readStore(path).entries.map((entry) => (entry.type === 'run' ? entry.result.id : entry.type));

  it('is empty where nothing was stored', () => {
    assert.deepEqual(readStore(path), { entries: [], unreadable: 0 });
  });

  it('gives back what was appended, in order', () => {
    const result = aResult({ series: [rates([1.5, null, 2])] });
    appendToStore(path, { type: 'run', result, checked: 'pass' });
    appendToStore(path, { type: 'baseline', at: '2030-01-01T00:00:00Z', runs: [night(1, [1])] });
    assert.deepEqual(readStore(path).entries[0], { type: 'run', result, checked: 'pass' });
    assert.deepEqual(idsIn(), ['a-run', 'baseline']);
  });

  it('loses and mixes nothing when several processes append large lines at once', async () => {
    const script = `
      const { appendToStore } = await import(${JSON.stringify(STORE)});
      const values = Array.from({ length: 4000 }, (_, index) => index + 0.123456789);
      for (let line = 0; line < ${LINES}; line++) {
        const result = { ...${JSON.stringify(aResult())}, id: process.argv[1] + '-' + line,
          series: [{ metric: 'matrix.p50', subject: {}, values }] };
        appendToStore(${JSON.stringify(path)}, { type: 'run', result });
      }`;
    const writers = Array.from({ length: WRITERS }, (_, index) =>
      spawn(process.execPath, ['--input-type=module', '-e', script, String(index)], { stdio: 'inherit' }),
    );
    const codes = await Promise.all(
      writers.map((writer) => new Promise((resolve) => writer.once('close', resolve))),
    );
    assert.deepEqual(
      codes,
      Array.from({ length: WRITERS }, () => 0),
    );
    const ids = idsIn();
    assert.equal(readStore(path).unreadable, 0);
    assert.equal(new Set(ids).size, WRITERS * LINES);
    for (let writer = 0; writer < WRITERS; writer++) {
      const own = ids.filter((id) => id.startsWith(`${writer}-`));
      assert.deepEqual(
        own,
        Array.from({ length: LINES }, (_, line) => `${writer}-${line}`),
      );
    }
  });

  it('survives a line that was cut off, and tells of it', () => {
    appendToStore(path, { type: 'run', result: night(1, [1]) });
    appendFileSync(path, '{"type":"run","result":{"sch');
    appendToStore(path, { type: 'run', result: night(2, [1]) });
    assert.deepEqual(idsIn(), ['night-002', 'night-003']);
    assert.equal(readStore(path).unreadable, 1);
    assert.ok(readFileSync(path, 'utf8').endsWith('\n'));
  });

  it('says where it cannot be written', () => {
    writeFileSync(join(folder, 'file'), '');
    assert.throws(
      () => appendToStore(join(folder, 'file', 'history.ndjson'), { type: 'run', result: aResult() }),
      (error: { code?: string }) => error.code === 'STORE_UNWRITABLE',
    );
  });
});
