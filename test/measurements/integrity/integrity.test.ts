import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {
  ExpectationFacts,
  HistoryEvent,
  IntegrityFacts,
  IntegrityReadEvent,
  IntegrityWriteEvent,
} from '../../../src/history/types.js';
import { measure } from '../../../src/measurements/measure.js';
import type { IntegrityRow } from '../../../src/measurements/types.js';
import { faultLife, runEnd, runStart } from '../histories.js';

const FACTS: IntegrityFacts = {
  id: 'records',
  place: 'tcp',
  intervalMs: 100,
  timeoutMs: 1000,
  sizeBytes: 4096,
  slots: 0,
  seesCopies: false,
};

/** Sent at 100 ms × its number, acknowledged 10 ms later unless told otherwise. */
function write(record: number, changes: Partial<IntegrityWriteEvent> = {}): IntegrityWriteEvent {
  const sentMs = 100 * record;
  const endMs = changes.endMs ?? sentMs + 10;
  return {
    type: 'integrity.write',
    t: endMs,
    integrity: 'records',
    record,
    dueMs: sentMs,
    sentMs,
    endMs,
    outcome: 'acknowledged',
    kind: 'ok',
    ...changes,
  };
}

const unknown = (record: number) =>
  write(record, { outcome: 'unknown', kind: 'header-timeout', endMs: 100 * record + 1000 });

function read(record: number, changes: Partial<IntegrityReadEvent> = {}): IntegrityReadEvent {
  const sentMs = changes.sentMs ?? 100_000;
  return {
    type: 'integrity.read',
    t: sentMs + 5,
    integrity: 'records',
    record,
    sentMs,
    endMs: sentMs + 5,
    found: 'record',
    ...(changes.found === undefined || changes.found === 'record' ? { version: record } : {}),
    ...changes,
  };
}

const final = (record: number, changes: Partial<IntegrityReadEvent> = {}) =>
  read(record, { final: true, ...changes });

function row(events: readonly HistoryEvent[], facts: Partial<IntegrityFacts> = {}): IntegrityRow {
  const found = measured(events, facts).integrity[0];
  assert.ok(found);
  return found;
}

function measured(
  events: readonly HistoryEvent[],
  facts: Partial<IntegrityFacts> = {},
  more: Parameters<typeof runStart>[0] = {},
) {
  return measure([runStart({ integrity: [{ ...FACTS, ...facts }], ...more }), ...events, runEnd(120_000)]);
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('what became of records', () => {
  it('bounds a loss by the acknowledgements of the neighbours that are kept', () => {
    const events = [
      ...numbers(10).map((record) => write(record)),
      ...numbers(10).map((record) => final(record, record >= 4 && record < 7 ? { found: 'missing' } : {})),
    ];
    const { fates, recoveryPoint, losses } = row(events);
    assert.deepEqual([fates.kept, fates.lost], [7, 3]);
    // Acknowledged at 410, 510 and 610 ms; kept are those of 310 and 710 ms.
    assert.deepEqual(recoveryPoint, { lowMs: 200, middleMs: 300, highMs: 400 });
    assert.deepEqual(losses, [{ records: 3, fromMs: 410, toMs: 610, lowMs: 200, highMs: 400, fault: null }]);
  });

  it('knows no bound where nothing before the loss is kept, and the end of the writing where nothing after is', () => {
    const lostAt = (...lost: number[]) =>
      row([
        ...numbers(4).map((record) => write(record)),
        ...numbers(4).map((record) => final(record, lost.includes(record) ? { found: 'missing' } : {})),
      ]).recoveryPoint;
    assert.deepEqual(lostAt(0), { lowMs: 0, middleMs: 0, highMs: null });
    assert.deepEqual(lostAt(3), { lowMs: 0, middleMs: 50, highMs: 100 });
  });

  it('takes one window over losses that are apart, and tells each stretch', () => {
    const { recoveryPoint, losses, lossCount } = row([
      ...numbers(9).map((record) => write(record)),
      ...numbers(9).map((record) => final(record, record === 2 || record === 6 ? { found: 'missing' } : {})),
    ]);
    assert.deepEqual(recoveryPoint, { lowMs: 400, middleMs: 500, highMs: 600 });
    assert.deepEqual([lossCount, losses.map(({ fromMs }) => fromMs)], [2, [210, 610]]);
  });

  it('puts a loss down to the fault of its time, or to the next one', () => {
    const fault = (id: string) => ({ id, fault: 'x', target: 'x', scheduledMs: 0 });
    const { integrity } = measured(
      [
        ...faultLife('early', ['a'], { injecting: 150, injected: 150, recovering: 250, healed: 250 }),
        ...faultLife('late', ['a'], { injecting: 750, injected: 750, recovering: 800, healed: 800 }),
        ...numbers(9).map((record) => write(record)),
        ...numbers(9).map((record) => final(record, [2, 5].includes(record) ? { found: 'missing' } : {})),
      ],
      {},
      { faults: [fault('early'), fault('late')] },
    );
    assert.deepEqual(
      integrity[0]?.losses.map((loss) => loss.fault),
      ['early', 'late'],
    );
  });

  it('counts what was never acknowledged as neither lost nor kept, there or not', () => {
    const {
      fates,
      unknown: open,
      unknownThere,
      refused,
      refusedThere,
      recoveryPoint,
    } = row([
      write(0),
      unknown(1),
      unknown(2),
      write(3, { outcome: 'refused', kind: 'http-4xx' }),
      write(4),
      final(0),
      final(1),
      final(2, { found: 'missing' }),
      final(3),
      final(4),
    ]);
    assert.deepEqual([fates.kept, fates.lost, open, unknownThere, refused, refusedThere], [2, 0, 2, 1, 1, 1]);
    assert.deepEqual(recoveryPoint, { lowMs: 0, middleMs: 0, highMs: 0 });
  });

  it('calls lost what its storage cannot read, and says so', () => {
    const { fates, lostByError } = row([write(0), write(1), final(0), final(1, { found: 'error' })]);
    assert.deepEqual([fates.lost, lostByError], [1, 1]);
  });

  it('leaves open what could not be read back, in count and in time', () => {
    const { fates, recoveryPoint } = row([
      ...numbers(5).map((record) => write(record)),
      ...numbers(5).map((record) => final(record, record === 2 ? { found: 'unread' } : {})),
    ]);
    assert.deepEqual([fates.lost, fates.unread], [0, 1]);
    assert.deepEqual(recoveryPoint, { lowMs: 0, middleMs: 0, highMs: 200 });
  });

  it('tells a stale read from a fresh one by what was acknowledged when it was sent', () => {
    const events = [
      ...numbers(4).map((record) => write(record)),
      // Two slots: at 215 ms record 2 is acknowledged in slot 0, at 205 ms it is not.
      read(2, { sentMs: 205, version: 0 }),
      read(2, { sentMs: 215, version: 0 }),
      read(2, { sentMs: 215, version: 2 }),
      final(2),
      final(3),
    ];
    const { reads, fates } = row(events, { slots: 2 });
    assert.deepEqual([reads.count, reads.fresh, reads.stale], [3, 2, 1]);
    assert.deepEqual([fates.kept, fates.superseded], [2, 2]);
  });

  it('calls lost all that was acknowledged after the version that is left', () => {
    const events = (version: number) => [
      ...numbers(6).map((record) => write(record)),
      final(4, { version }),
      final(5),
    ];
    assert.deepEqual(row(events(4), { slots: 2 }).fates.lost, 0);
    assert.deepEqual(row(events(0), { slots: 2 }).fates.lost, 2);
  });

  it('decides nothing where a write without an outcome may have come last', () => {
    const { fates, recoveryPoint } = row(
      [unknown(0), write(1), write(2), write(3), final(2, { version: 0 }), final(3)],
      { slots: 2 },
    );
    assert.deepEqual([fates.lost, fates.undecided, fates.kept], [0, 1, 1]);
    assert.deepEqual(recoveryPoint, { lowMs: 0, middleMs: 0, highMs: 200 });
  });

  it('takes no half of a record for torn while a write of its name may be on its way', () => {
    const events = [write(0), write(1, { endMs: 190 }), final(1)];
    const during = row([...events, read(1, { sentMs: 150, found: 'torn' })], { slots: 1 });
    assert.deepEqual([during.reads.torn, during.reads.undecided, during.tornForATime], [0, 1, 0]);
    const after = row([...events, read(1, { sentMs: 250, found: 'torn' })], { slots: 1 });
    assert.deepEqual([after.reads.torn, after.tornForATime], [1, 1]);
  });

  it('tells what was missing for a time from what is lost', () => {
    const { missingForATime, fates } = row([
      write(0),
      write(1),
      read(0, { sentMs: 300, found: 'missing' }),
      read(1, { sentMs: 300, found: 'missing' }),
      final(0),
      final(1, { found: 'missing' }),
    ]);
    assert.deepEqual([missingForATime, fates.lost, fates.kept], [1, 1, 1]);
  });

  it('counts copies where a list shows them, and claims nothing where one was not listed', () => {
    const events = [write(0), write(1)];
    const seesCopies = { seesCopies: true };
    assert.equal(
      row([...events, final(0, { copies: 2 }), final(1, { copies: 1 })], seesCopies).duplicated,
      1,
    );
    assert.equal(row([...events, final(0, { copies: 2 }), final(1)], seesCopies).duplicated, null);
    assert.equal(row([...events, final(0, { copies: 2 }), final(1, { copies: 1 })]).duplicated, null);
  });

  it('gives the longest outage of the writes with its bounds', () => {
    const away = (record: number) => record >= 20 && record < 40;
    const { restoration, outages } = row([
      ...numbers(60).map((record) =>
        write(record, away(record) ? { outcome: 'refused', kind: 'connect-refused' } : {}),
      ),
    ]);
    assert.equal(outages.length, 1);
    const { lowMs, highMs } = restoration ?? { lowMs: 0, highMs: null };
    assert.ok(lowMs >= 1880 && lowMs <= 2000, String(lowMs));
    assert.ok(highMs !== null && highMs >= 2000 && highMs <= 2120, String(highMs));
  });

  it('keeps its books whatever happened: every acknowledged record has one fate, and bounds hold the truth', () => {
    const outcome = fc.constantFrom('acknowledged', 'acknowledged', 'acknowledged', 'unknown', 'refused');
    const found = fc.constantFrom('record', 'record', 'missing', 'torn', 'unread', 'error', 'none');
    fc.assert(
      fc.property(fc.array(fc.tuple(outcome, found), { minLength: 1, maxLength: 40 }), (course) => {
        const events = course.flatMap(([ended, seen], record): HistoryEvent[] => [
          write(record, ended === 'acknowledged' ? {} : ({ outcome: ended, kind: 'other' } as const)),
          ...(seen === 'none' ? [] : [final(record, { found: seen })]),
        ]);
        const { fates, acknowledged, losses, recoveryPoint, written, refused, unknown: open } = row(events);
        assert.equal(
          Object.values(fates).reduce((sum, count) => sum + count, 0),
          acknowledged,
        );
        assert.equal(acknowledged + refused + open, written);
        assert.equal(
          losses.reduce((sum, loss) => sum + loss.records, 0),
          fates.lost + fates.torn,
        );
        const gone = course.flatMap(([ended, seen], record) =>
          ended === 'acknowledged' && ['missing', 'error', 'torn'].includes(seen) ? [record] : [],
        );
        const trueMs = gone.length === 0 ? 0 : 100 * ((gone.at(-1) ?? 0) - (gone[0] ?? 0));
        if (recoveryPoint !== null) {
          assert.equal(recoveryPoint.lowMs, trueMs);
          assert.ok(recoveryPoint.highMs === null || recoveryPoint.highMs >= trueMs);
          assert.ok(recoveryPoint.middleMs >= recoveryPoint.lowMs);
        }
      }),
    );
  });
});

describe('metrics of records', () => {
  const verdicts = (events: readonly HistoryEvent[], ...wanted: (readonly [string, string, number])[]) =>
    measured(events, {}, { expectations: wanted.map(expectation) }).expectations.map(
      ({ verdict, actual }) => [verdict, actual] as const,
    );
  const expectation = ([metric, comparison, threshold]: readonly [string, string, number]) =>
    ({ metric, comparison, threshold, condition: `${comparison} ${threshold}` }) as ExpectationFacts;
  const NONE_LOST = ['integrity.lost', '==', 0] as const;

  it('pass, fail, and are unknown where a record could not be asked for', () => {
    const with0 = (end: Partial<IntegrityReadEvent>) => [write(0), write(1), final(0), final(1, end)];
    assert.deepEqual(verdicts(with0({}), NONE_LOST), [['pass', 0]]);
    assert.deepEqual(verdicts(with0({ found: 'missing' }), NONE_LOST), [['fail', 1]]);
    assert.deepEqual(verdicts(with0({ found: 'unread' }), NONE_LOST), [['unknown', 0]]);
    assert.deepEqual(verdicts(with0({ found: 'unread' }), ['integrity.unread', '==', 1]), [['pass', 1]]);
  });

  it('never pass for a series that wrote nothing', () => {
    const nothing = [write(0, { outcome: 'refused', kind: 'connect-refused' })];
    assert.deepEqual(
      verdicts(nothing, NONE_LOST, ['integrity.rpo', '<', 1000], ['integrity.acknowledged', '>', 0]),
      [
        ['unknown', null],
        ['unknown', null],
        ['fail', 0],
      ],
    );
    assert.deepEqual(
      measure([runStart({ expectations: [expectation(NONE_LOST)] }), runEnd(1)]).expectations[0]?.verdict,
      'unknown',
    );
  });

  it('bound the achieved RPO, without end where nobody knows how far back it reaches', () => {
    const events = (lost: number) => [
      ...numbers(4).map((record) => write(record)),
      ...numbers(4).map((record) => final(record, record === lost ? { found: 'missing' } : {})),
    ];
    assert.deepEqual(verdicts(events(2), ['integrity.rpo', '<=', 200]), [['pass', 100]]);
    assert.deepEqual(verdicts(events(2), ['integrity.rpo', '<=', 150]), [['unknown', 100]]);
    assert.deepEqual(verdicts(events(0), ['integrity.rpo', '<=', 60_000]), [['unknown', 0]]);
  });

  it('may be asked of one series', () => {
    const events = [write(0), final(0)];
    assert.deepEqual(
      verdicts(events, ['integrity.lost[records]', '==', 0], ['integrity.lost[others]', '==', 0]).map(
        ([verdict]) => verdict,
      ),
      ['pass', 'unknown'],
    );
  });
});
