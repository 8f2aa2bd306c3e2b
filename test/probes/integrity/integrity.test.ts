import assert from 'node:assert/strict';
import { monotonicClock } from '../../../src/core/clock.js';
import { measure } from '../../../src/measurements/measure.js';
import type { IntegrityRow } from '../../../src/measurements/types.js';
import { startIntegrity } from '../../../src/probes/integrity/start.js';
import type { IntegrityEvent, IntegritySpec } from '../../../src/probes/integrity/types.js';
import { runEnd, runStart } from '../../measurements/histories.js';
import { type RecordSite, type SiteTrouble, startRecordSite } from '../../support/record-site.js';

/** A trouble begins and ends with the number of a write, so that no machine is too slow for it. */
interface Course {
  readonly trouble?: SiteTrouble;
  readonly from?: number;
  readonly until?: number;
  /** After the writing has ended, before anything is read back. */
  readonly atEnd?: (site: RecordSite) => void;
}

const WRITES = 20;
const ALWAYS = { from: 0, until: Number.POSITIVE_INFINITY };

describe('records written to a site', () => {
  let site: RecordSite;

  beforeEach(async () => {
    site = await startRecordSite();
  });

  afterEach(() => site.close());

  /** Writes 20 records with a trouble for some of them, reads them back, and measures. */
  async function run(course: Course, changes: Partial<IntegritySpec> = {}) {
    const { trouble = 'none', from = 5, until = 8, atEnd } = course;
    site.course = { trouble, from, until };
    const events: IntegrityEvent[] = [];
    const clock = monotonicClock();
    const spec = specFor(site.url, changes);
    let enough = () => {};
    const written = new Promise<void>((resolve) => {
      enough = resolve;
    });
    let ended = 0;
    const running = await startIntegrity([spec], {
      runId: 'test',
      clock,
      host: async () => {
        throw new Error('no host is needed');
      },
      record: (event) => {
        events.push(event);
        if (event.type !== 'integrity.write') return;
        ended++;
        if (ended >= (spec.count ?? 0)) enough();
      },
    });
    await written;
    atEnd?.(site);
    await running.finish(new AbortController().signal);
    return { events, row: rowOf(events, spec), left: site.stored.size };
  }

  it('are all kept by a site that keeps them, and removed in the end', async () => {
    const { row, left, events } = await run({});
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES });
    assert.equal(row.written, WRITES, 'no more than asked for');
    assert.deepEqual([row.acknowledged, row.unknown, row.refused, row.duplicated], [WRITES, 0, 0, 0]);
    assert.deepEqual(row.recoveryPoint, { lowMs: 0, middleMs: 0, highMs: 0 });
    assert.ok(row.reads.count > 0 && row.reads.fresh === row.reads.count);
    assert.equal(left, 0);
    assert.deepEqual(
      events.filter(({ type }) => type === 'warning'),
      [],
    );
  });

  it('are lost where the site forgets what it acknowledged', async () => {
    const { row } = await run({ trouble: 'forget' });
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES - 3, lost: 3 });
    assert.equal(row.lossCount, 1);
    const { lowMs, highMs } = row.recoveryPoint ?? { lowMs: 0, highMs: null };
    assert.ok(lowMs > 0 && highMs !== null && highMs > lowMs, JSON.stringify(row.recoveryPoint));
  });

  it('are lost where they vanish later', async () => {
    const { row } = await run({ atEnd: ({ stored }) => stored.clear() });
    assert.deepEqual(row.fates, { ...NONE, lost: WRITES });
    assert.equal(row.recoveryPoint?.highMs, null, 'nobody knows how far back it reaches');
  });

  it('are torn where half of them is stored', async () => {
    const { row } = await run({ trouble: 'tear' });
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES - 3, torn: 3 });
  });

  it('are torn where one holds what is whole, and belongs to another', async () => {
    const { row } = await run({
      atEnd: ({ stored }) => {
        const [[first = '', content = ''] = [], [second = ''] = []] = [...stored];
        stored.set(second, content);
        assert.notEqual(first, second);
      },
    });
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES - 1, torn: 1 });
  });

  it('are duplicated where the site stores one twice', async () => {
    const { row, left } = await run({ trouble: 'double' });
    assert.equal(row.duplicated, 3);
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES });
    assert.equal(left, 0, 'copies are removed too');
  });

  it('cannot be known to be single where nothing lists them', async () => {
    const { row } = await run({ trouble: 'double' }, { place: placeOf(site.url, { list: undefined }) });
    assert.equal(row.duplicated, null);
  });

  it('are refused where the site says no', async () => {
    const { row } = await run({ trouble: 'refuse' });
    assert.deepEqual([row.refused, row.refusedThere], [3, 0]);
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES - 3 });
  });

  it('are refused and there all the same where the site says no and does it', async () => {
    const { row } = await run({ trouble: 'deny' });
    assert.deepEqual([row.refused, row.refusedThere], [3, 3]);
  });

  it('have an unknown outcome where no answer comes, and are neither lost nor kept', async () => {
    const { row } = await run({ trouble: 'hang' });
    assert.deepEqual([row.unknown, row.unknownThere], [3, 0]);
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES - 3 });
    assert.ok((row.restoration?.highMs ?? 0) > 0 && row.outages.length > 0);
  });

  it('have an unknown outcome where the site does it and does not answer, and are told to be there', async () => {
    const { row } = await run({ trouble: 'swallow' });
    assert.deepEqual([row.unknown, row.unknownThere], [3, 3]);
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES - 3 });
  });

  it('are refused where nobody listens: what was not sent is not unknown', async () => {
    const { url } = site;
    await site.close();
    const { row } = await run({}, { place: placeOf(url, { list: undefined }), patienceMs: 0 });
    assert.deepEqual([row.refused, row.unknown, row.acknowledged], [WRITES, 0, 0]);
    assert.equal(row.recoveryPoint, null);
    site = await startRecordSite();
  });

  it('are unread where the site is away in the end', async () => {
    const { row } = await run({
      atEnd: (ended) => {
        ended.course = { ...ALWAYS, trouble: 'away' };
      },
    });
    assert.deepEqual(row.fates, { ...NONE, unread: WRITES });
    assert.deepEqual([row.recoveryPoint?.lowMs, row.recoveryPoint?.highMs], [0, null]);
  });

  it('are missing for a time where the site does not find them and does again', async () => {
    const { row } = await run({ trouble: 'hide', until: 55 }, { count: 60 });
    assert.ok(row.missingForATime > 0);
    assert.deepEqual(row.fates, { ...NONE, kept: 60 });
  });

  it('are asked for again until they are there', async () => {
    const { row } = await run(
      {
        atEnd: (ended) => {
          ended.course = { ...ALWAYS, trouble: 'hide' };
          setTimeout(() => {
            ended.course = { ...ALWAYS, trouble: 'none' };
          }, 300);
        },
      },
      { patienceMs: 20_000 },
    );
    assert.deepEqual(row.fates, { ...NONE, kept: WRITES });
    assert.equal(row.missingForATime, WRITES);
  });

  it('are stale where a name shows what it held before', async () => {
    const { row } = await run({ trouble: 'lag', from: 8, until: 55 }, { slots: 3, count: 60 });
    assert.ok(row.reads.stale > 0, JSON.stringify(row.reads));
    assert.deepEqual([row.fates.lost, row.fates.kept], [0, 3]);
  });

  it('stay where the scenario does not say how to remove them, and that is told', async () => {
    const { left, events } = await run({}, { place: placeOf(site.url, { remove: undefined }) });
    assert.ok(left >= WRITES);
    assert.ok(events.some((event) => event.type === 'warning' && event.code === 'RECORDS_STAY'));
  });

  it('are not read back after an interruption, and then nothing is claimed of them', async () => {
    const events: IntegrityEvent[] = [];
    const spec = specFor(site.url, { count: 5 });
    let enough = () => {};
    const written = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const running = await startIntegrity([spec], {
      runId: 'test',
      clock: monotonicClock(),
      host: async () => assert.fail('no host is needed'),
      record: (event) => {
        events.push(event);
        if (event.type === 'integrity.write' && event.record === 4) enough();
      },
    });
    await written;
    await running.finish(AbortSignal.abort());
    assert.deepEqual(rowOf(events, spec).fates, { ...NONE, unread: 5 });
    assert.equal(site.stored.size, 0);
  });
});

const NONE: IntegrityRow['fates'] = {
  kept: 0,
  superseded: 0,
  lost: 0,
  torn: 0,
  unread: 0,
  undecided: 0,
};

function placeOf(
  url: string,
  changes: { readonly list?: undefined; readonly remove?: undefined } = {},
): IntegritySpec['place'] {
  const paths = {
    write: '/records/{name}',
    read: '/records/{name}',
    list: '/list',
    remove: '/records/{name}',
  };
  const kept = Object.entries({ ...paths, ...changes }).filter(([, path]) => path !== undefined);
  return {
    kind: 'web',
    frontend: 'site',
    url,
    method: 'PUT',
    ...(Object.fromEntries(kept) as typeof paths),
  };
}

function specFor(url: string, changes: Partial<IntegritySpec>): IntegritySpec {
  return {
    id: 'records',
    everyMs: 10,
    timeoutMs: 1000,
    sizeBytes: 1024,
    slots: 0,
    patienceMs: 200,
    count: WRITES,
    place: placeOf(url),
    ...changes,
  };
}

function rowOf(events: readonly IntegrityEvent[], spec: IntegritySpec): IntegrityRow {
  const { id, everyMs, timeoutMs, sizeBytes, slots, place } = spec;
  const facts = {
    id,
    place: 'site',
    intervalMs: everyMs,
    timeoutMs,
    sizeBytes,
    slots,
    seesCopies: place.kind === 'web' && place.list !== undefined,
  };
  const endMs = Math.max(...events.map(({ t }) => t));
  const { integrity } = measure([runStart({ integrity: [facts] }), ...events, runEnd(endMs)]);
  const [row] = integrity;
  assert.ok(row);
  assert.equal(
    Object.values(row.fates).reduce((sum, count) => sum + count, 0),
    row.acknowledged,
  );
  return row;
}
