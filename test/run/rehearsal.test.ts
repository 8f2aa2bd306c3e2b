import assert from 'node:assert/strict';
import { nativeEngine } from '../../src/engines/native.js';
import type { Engine, LoadSpec } from '../../src/engines/types.js';
import type { LoadResult } from '../../src/history/types.js';
import { type Rehearsed, rehearseLoads } from '../../src/run/rehearsal.js';
import { engineContext, loadSpec } from '../engines/support.js';
import { toyEngine } from './toy-engine.js';

/** What a rehearsal must not touch. */
const SITE = 'http://127.0.0.1:9/';

describe('the rehearsal of loads', () => {
  let rehearsed: LoadSpec[];
  const toy = toyEngine((spec) => rehearsed.push(spec), { rehearses: true });

  beforeEach(() => {
    rehearsed = [];
  });

  it('sends once in each way of the plan, to a page of its own', async () => {
    const loads = [
      load({ keepAlive: true }),
      load({ keepAlive: true, connections: 500, requests: 1e6 }),
      load({ keepAlive: false, workers: 2 }),
      load({ keepAlive: false, ratePerSecond: 10 }),
    ];
    await rehearse(loads, toy);
    assert.deepEqual(
      rehearsed.map(({ keepAlive, workers, ratePerSecond }) => [
        keepAlive,
        workers,
        ratePerSecond !== undefined,
      ]),
      [
        [true, undefined, false],
        [false, 2, false],
        [false, undefined, true],
      ],
    );
    for (const { url } of rehearsed) {
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
      assert.notEqual(url, SITE);
    }
  });

  it('is for engines of this process, and loads from this machine', async () => {
    await rehearse([{ ...load(), from: 'cluster1' }], toy);
    await rehearse(
      [load()],
      toyEngine((spec) => rehearsed.push(spec)),
    );
    assert.deepEqual(rehearsed, []);
  });

  it('keeps no run from beginning', async () => {
    await rehearse([load()], { ...toy, run: async () => Promise.reject(new Error('no thread')) });
  });

  it('has a page that answers, and is gone afterwards', async () => {
    const results: LoadResult[] = [];
    const native: Engine = {
      ...nativeEngine,
      run: async (spec, context) => {
        rehearsed.push(spec);
        const result = await nativeEngine.run(spec, context);
        results.push(result);
        return result;
      },
    };
    await rehearse([load()], native);
    assert.deepEqual(
      results.map(({ outcomes }) => Object.keys(outcomes)),
      [['ok']],
    );
    await assert.rejects(fetch(rehearsed[0]?.url ?? ''));
  });
});

function load(change: Partial<LoadSpec> = {}): Rehearsed {
  return { engine: 'toy', from: 'local', spec: loadSpec(SITE, change) };
}

function rehearse(loads: readonly Rehearsed[], toy: Engine): Promise<void> {
  const { host, signal } = engineContext().context;
  return rehearseLoads(loads, { engines: { toy }, host, signal });
}
