import assert from 'node:assert/strict';
import { nativeEngine } from '../../src/engines/native.js';
import type { Engine, EngineContext, LoadSpec } from '../../src/engines/types.js';
import type { LoadResult } from '../../src/history/types.js';
import type { PlannedLoad } from '../../src/plan/types.js';
import { rehearseLoads, type Stage } from '../../src/run/rehearsal.js';
import { engineContext, loadSpec } from '../engines/support.js';

const UNREACHABLE = 'http://127.0.0.1:9/';
const RESULT: LoadResult = {
  requests: 1,
  durationMs: 1,
  outcomes: { ok: 1 },
  nonTwoXx: 0,
  bytes: 0,
  partial: false,
  doubts: [],
};

describe('the rehearsal of loads', () => {
  let rehearsed: LoadSpec[];
  const toy = engine({ rehearses: true });

  beforeEach(() => {
    rehearsed = [];
  });

  it('sends once in each way of the plan, to a page of its own', async () => {
    const specs = [
      loadSpec(UNREACHABLE, { keepAlive: true }),
      loadSpec(UNREACHABLE, { keepAlive: true, connections: 500, requests: 1e6 }),
      loadSpec(UNREACHABLE, { keepAlive: false, workers: 2 }),
      loadSpec(UNREACHABLE, { keepAlive: false, ratePerSecond: 10 }),
    ];
    await rehearseLoads({ loads: specs.map((spec) => load(spec)), cells: [] }, stage({ toy }));
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
      assert.notEqual(url, UNREACHABLE);
    }
  });

  it('is for engines of this process, and loads from this machine', async () => {
    const loads = [load(loadSpec(UNREACHABLE), { from: 'cluster1' })];
    await rehearseLoads({ loads, cells: [] }, stage({ toy }));
    await rehearseLoads({ loads: [load(loadSpec(UNREACHABLE))], cells: [] }, stage({ toy: engine({}) }));
    assert.deepEqual(rehearsed, []);
  });

  it('keeps no run from beginning', async () => {
    const broken = { ...toy, run: async () => Promise.reject(new Error('no thread')) };
    await rehearseLoads({ loads: [load(loadSpec(UNREACHABLE))], cells: [] }, stage({ toy: broken }));
  });

  it('has a page that answers, and is gone afterwards', async () => {
    const results: LoadResult[] = [];
    const native: Engine = {
      ...nativeEngine,
      run: async (spec: LoadSpec, context: EngineContext) => {
        rehearsed.push(spec);
        results.push(await nativeEngine.run(spec, context));
        return results[0] ?? RESULT;
      },
    };
    await rehearseLoads({ loads: [load(loadSpec(UNREACHABLE))], cells: [] }, stage({ toy: native }));
    assert.deepEqual(Object.keys(results[0]?.outcomes ?? {}), ['ok']);
    await assert.rejects(fetch(rehearsed[0]?.url ?? ''));
  });

  function engine(change: Partial<Engine>): Engine {
    return {
      name: 'toy',
      summary: 'remembers',
      unsupported: () => [],
      describe: () => 'toy',
      preflight: async () => {},
      run: async (spec) => {
        rehearsed.push(spec);
        return RESULT;
      },
      ...change,
    };
  }
});

function stage(engines: Stage['engines']): Stage {
  const { host, signal } = engineContext().context;
  return { engines, host, signal };
}

function load(spec: LoadSpec, change: Partial<PlannedLoad> = {}): PlannedLoad {
  return {
    id: 'one',
    page: 'home',
    frontend: 'tcp',
    engine: 'toy',
    from: 'local',
    atMs: 0,
    spec,
    description: 'one',
    ...change,
  };
}
