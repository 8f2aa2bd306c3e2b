import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHistory } from '../../src/history/reader.js';
import type { HistoryEvent } from '../../src/history/types.js';
import { writeHistory } from '../../src/history/writer.js';
import { hasCode } from '../hosts/contract.js';

const start: HistoryEvent = {
  type: 'run.start',
  t: 0,
  schema: 'chaos/history@1',
  startedAt: '2026-01-01T00:00:00.000Z',
  scenario: 's',
  title: { en: 'S' },
  cluster: 'c',
  fidelity: 'embedded',
  fidelityNotes: [],
  seed: 1,
  durationMs: 1000,
  probes: [],
  faults: [],
  frontends: [],
  vips: [],
  expectations: [],
};
const warning: HistoryEvent = { type: 'warning', t: 12.3456789, code: 'X', message: 'y' };

describe('a history', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chaos-history-'));
    path = join(folder, 'history.ndjson');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(...events: HistoryEvent[]): Promise<void> {
    const writer = writeHistory(path);
    for (const event of events) {
      writer.append(event);
    }
    await writer.close();
  }

  async function read(): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    for await (const event of readHistory(path)) events.push(event);
    return events;
  }

  it('is read as it was written, times to a microsecond', async () => {
    await write(start, warning);
    assert.deepEqual(await read(), [start, { ...warning, t: 12.346 }]);
  });

  it('is never rewritten', async () => {
    await write(start);
    await assert.rejects(write(start));
    assert.equal((await readFile(path, 'utf8')).split('\n').length, 2);
  });

  it('is read up to a last line that was cut off', async () => {
    await write(start, warning);
    await appendFile(path, '{"type":"warning","t":1');
    assert.equal((await read()).length, 2);
  });

  it('is refused with the line when it is broken in the middle', async () => {
    await writeFile(path, `${JSON.stringify(start)}\nnonsense\n${JSON.stringify(warning)}\n`);
    await assert.rejects(read(), (error: Error & { where?: string }) => {
      assert.equal(error.where, `${path}:2`);
      return hasCode('HISTORY_UNREADABLE')(error);
    });
  });

  it('is refused when it is not there, or not a history', async () => {
    await assert.rejects(read(), hasCode('HISTORY_UNREADABLE'));
    await writeFile(path, '{}\n');
    await assert.rejects(read(), hasCode('HISTORY_UNREADABLE'));
  });
});
