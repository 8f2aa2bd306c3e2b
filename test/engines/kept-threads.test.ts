import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { autocannonEngine } from '../../src/engines/autocannon.js';
import { runLoadThreads } from '../../src/engines/load-thread.js';
import { nativeEngine } from '../../src/engines/native.js';
import type { LoadResult } from '../../src/history/types.js';
import { type FaultServer, startFaultServer } from '../support/fault-server.js';
import { engineContext, loadSpec } from './support.js';

describe('the threads of loads', () => {
  let server: FaultServer;
  beforeEach(async () => {
    server = await startFaultServer();
  });
  afterEach(() => server.close());

  /** How many threads were started meanwhile. */
  async function started(work: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const onWorker = () => {
      count++;
    };
    process.on('worker', onWorker);
    try {
      await work();
    } finally {
      process.off('worker', onWorker);
    }
    return count;
  }

  for (const engine of [nativeEngine, autocannonEngine]) {
    const load = (changes = {}) => engine.run(loadSpec(server.url, changes), engineContext().context);

    it(`run the next load too, and know nothing of the last (${engine.name})`, async () => {
      await load({ requests: 17, keepAlive: false });
      const results: LoadResult[] = [];
      const threads = await started(async () => {
        results.push(await load({ requests: 31 }), await load({ requests: 8, connections: 2 }));
      });
      assert.equal(threads, 0);
      assert.deepEqual(
        results.map(({ outcomes, connectionsOpened }) => [outcomes, connectionsOpened]),
        [
          [{ ok: 31 }, 4],
          [{ ok: 8 }, 2],
        ],
      );
    });

    it(`are as many as there are loads at once (${engine.name})`, async () => {
      await Promise.all([load(), load(), load()]);
      assert.equal(await started(() => Promise.all([load(), load(), load()])), 0);
    });

    it(`serve again after they were stopped (${engine.name})`, async () => {
      const abort = new AbortController();
      const stopped = engine.run(
        loadSpec(server.url, { durationMs: 60_000 }),
        engineContext({ signal: abort.signal }).context,
      );
      setTimeout(() => abort.abort(), 100);
      assert.equal((await stopped).partial, true);
      const after = await load({ requests: 12 });
      assert.deepEqual([after.outcomes, after.partial], [{ ok: 12 }, false]);
    });
  }

  it('are ended where they do not answer', async () => {
    const silent = {
      entry: new URL('./silent-thread.js', import.meta.url),
      threads: 1,
      resultOf: () => assert.fail('it never ends'),
    };
    const abort = new AbortController();
    const { context } = engineContext({ signal: abort.signal });
    const run = () => runLoadThreads(silent, loadSpec(server.url), context);
    abort.abort();
    assert.equal(await started(run), 1);
    assert.equal(await started(run), 1);
    assert.deepEqual(
      (await run()).doubts.map(({ code }) => code),
      ['LOAD_THREAD_SILENT'],
    );
  });

  it('do not keep the process from ending', async () => {
    const program = fileURLToPath(new URL('./one-load.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, server.url], {
      timeout: 30_000,
    });
    assert.equal(stdout, '40\n');
  });
});
