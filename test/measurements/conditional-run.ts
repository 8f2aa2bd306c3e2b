import { seededRandom } from '../../src/core/random.js';
import type { FaultFacts, HistoryEvent, RunStartEvent } from '../../src/history/types.js';
import { scattered } from './comparison/results.js';
import { faultLife, loadEnd, loadStart, probeFacts, probes, runEnd, runStart } from './histories.js';

const CELL_MS = 1_000;
const SCATTER = 0.02;
const BRICK = { id: 'degraded-2', fault: 'storage.brick-down', target: 'gluster1' };
const MEMBER = { id: 'degraded-1', fault: 'raid.fail-member', target: 'nas' };

export interface ConditionalRun {
  readonly blocks: number;
  /** Requests per second of the second frontend, as a share of the first's, in each condition. */
  readonly share: { readonly healthy: number; readonly degraded: number };
  /** The cell, by its number in the block, through which the condition is lost in the last block. */
  readonly lostIn?: number;
  readonly facts?: Partial<RunStartEvent>;
}

/**
 * A run of one page through two frontends, healthy and degraded by two faults at once, in one block after another. The
 * page is away from the second frontend for the first 200 ms of each time that it is degraded.
 */
export function conditionalRun(options: ConditionalRun): readonly HistoryEvent[] {
  const random = seededRandom(1, 'conditional run');
  const events: HistoryEvent[] = [];
  const away: [number, number][] = [];
  const faults: FaultFacts[] = [];
  let t = 100;
  const cell = (condition: 'healthy' | 'degraded', frontend: string, repeat: number, held: boolean) => {
    const load = `home-${frontend}-${condition}-r${repeat}`;
    const share = frontend === 'tcp' ? 1 : options.share[condition];
    const requests = Math.round(scattered(random, 1_000 * share, SCATTER));
    const facts = {
      load,
      page: 'home',
      frontend,
      durationMs: CELL_MS,
      condition,
      cell: { repeat, order: 1 },
    };
    events.push(
      loadStart(t, facts),
      loadEnd(t + CELL_MS, load, { requests, durationMs: CELL_MS, outcomes: { ok: requests } }),
      {
        type: 'condition',
        t: t + CELL_MS + 10,
        load,
        condition,
        held,
        ...(held ? {} : { detail: 'degraded-1 is not effective any more' }),
      },
    );
    t += CELL_MS + 100;
  };
  for (let repeat = 1; repeat <= options.blocks; repeat++) {
    const isLost = (index: number) => repeat === options.blocks && options.lostIn === index;
    cell('healthy', 'tcp', repeat, true);
    cell('healthy', 'tcp-gluster', repeat, true);
    const fromMs = t;
    away.push([fromMs, fromMs + 200]);
    t += 300;
    cell('degraded', 'tcp-gluster', repeat, !isLost(0));
    cell('degraded', 'tcp', repeat, !isLost(1));
    const undoneMs = t;
    t += 700;
    for (const { id, ...fault } of [MEMBER, BRICK]) {
      const name = repeat === 1 ? id : `${id}#${repeat}`;
      faults.push({
        id: name,
        ...fault,
        condition: { name: 'degraded', occurrence: repeat, during: 'fault' },
      });
      events.push(
        ...faultLife(name, [fault.target], {
          injecting: fromMs,
          injected: fromMs + 20,
          effective: fromMs + 50,
          recovering: undoneMs,
          recovered: undoneMs + 30,
          healed: undoneMs + (id === MEMBER.id ? 600 : 100),
        }),
      );
    }
  }
  const seen = ['tcp', 'tcp-gluster'].flatMap((frontend) =>
    probes(t, frontend === 'tcp' ? [] : away, { probe: frontend }),
  );
  const start = runStart({
    scenario: 'nfs-vs-gluster',
    title: { en: 'NFS or Gluster', es: 'NFS o Gluster' },
    probes: ['tcp', 'tcp-gluster'].map((id) => probeFacts({ id, page: 'home', frontend: id })),
    faults,
    matrix: {
      repeat: options.blocks,
      order: 'abba',
      warmupRequests: 0,
      cooldownMs: 0,
      conditions: ['healthy', 'degraded'],
      blocksPerCondition: 1,
    },
    compare: { by: 'frontend', values: ['tcp', 'tcp-gluster'], metrics: ['matrix.requestsPerSecond'] },
    ...options.facts,
  });
  return [start, ...[...events, ...seen].sort((one, other) => one.t - other.t), runEnd(t)];
}
