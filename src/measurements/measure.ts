import type { HistoryEvent, RunStartEvent } from '../history/types.js';
import { balanceRows } from './balance.js';
import { behaviourRows } from './behaviour.js';
import { summariseCells } from './cells.js';
import { conditionRows, inOrderOfConditions } from './conditions.js';
import { comparisonOf } from './declared-comparison.js';
import { detections } from './detections.js';
import { judgeExpectations, verdictOf } from './expectations.js';
import { failovers } from './failovers.js';
import { disturbances, type FaultSpan, faultRows, faultSpans } from './faults.js';
import { integrityRows } from './integrity/rows.js';
import type { Interval } from './intervals.js';
import { loadRow, timelineLoads } from './loads.js';
import { matrixRows } from './matrix.js';
import type { MetricSource } from './metrics/metric.js';
import { OUTAGE_RULES, type OutageRules } from './outage-rules.js';
import { outagesOf } from './outages.js';
import { probeSeries } from './probe-series.js';
import { probeRow } from './probes.js';
import { repeatAt, repetitionRows } from './repetitions.js';
import { type RunRecord, readRecord, streamRecord } from './run-record.js';
import { scalabilityRows } from './scalability.js';
import { stateLanes } from './states.js';
import { stickinessRows } from './stickiness.js';
import type { Measurements, Outage } from './types.js';
import { warningsOf } from './warnings.js';

/**
 * What a history shows. Pure: the same history gives the same measurements. The history of a run that was
 * killed is measured as far as it goes.
 * @throws ChaosError HISTORY_WITHOUT_START where its first line is missing
 */
export function measure(events: Iterable<HistoryEvent>, override: Partial<OutageRules> = {}): Measurements {
  return measureRecord(readRecord(events), override);
}

/** The same of a history that is still read: what nothing is measured by is not kept. */
export async function measureStream(events: AsyncIterable<HistoryEvent>): Promise<Measurements> {
  return measureRecord(await streamRecord(events));
}

function measureRecord(record: RunRecord, override: Partial<OutageRules> = {}): Measurements {
  const { start, end, endMs } = record;
  const rules: OutageRules = { ...OUTAGE_RULES, ...rulesOf(start), ...override };
  const faults = faultSpans(record);
  const series = probeSeries(record, rules);
  const watched = series.map((probe) => ({
    probe,
    outages: outagesOf(probe, faults, rules).map((outage) => ({
      ...outage,
      ...repeatAt(outage.startMs, start.repetitions),
    })),
  }));
  const outages = watched.flatMap((one) => one.outages);
  const disturbed = [...disturbances(faults, endMs), ...outages.map(timeOf)];
  const restoredAtMs = restoredAt(faults, outages);
  const loads = timelineLoads(record);
  const lanes = stateLanes(record.states, endMs);
  const matrix = matrixRows(record, faults);
  const byCondition = inOrderOfConditions(matrix, start.matrix?.conditions);
  const cells = summariseCells(byCondition);
  const header = {
    schema: 'chaos/measurements@1',
    scenario: start.scenario,
    title: start.title,
    cluster: start.cluster,
    fidelity: start.fidelity,
    fidelityNotes: start.fidelityNotes,
    startedAt: start.startedAt,
    durationMs: endMs,
    seed: start.seed,
    outcome: end?.outcome ?? 'broke-off',
  } as const;
  const measured = {
    matrix,
    cells,
    scalability: scalabilityRows(cells),
    benchmark: start.matrix ?? null,
    comparison: comparisonOf(start, byCondition),
    conditions: conditionRows(faults, matrix),
    behaviour: behaviourRows(byCondition, watched, faults, endMs),
    loads: loads.map((load) => loadRow(load, { disturbed, restoredAtMs, runEndMs: endMs })),
    probes: watched.map((one) => probeRow(one.probe, one.outages)),
    integrity: integrityRows(record, faults, rules),
    outages: outages.toSorted((one, other) => one.startMs - other.startMs),
    outageRules: { minimumFailures: rules.minimumFailures, mergeOver: rules.mergedOverSuccesses },
    faults: faultRows(faults),
    detections: detections(lanes, faults, start.check),
    failovers: failovers(lanes, { vips: start.vips, faults, probes: series, outages, loads, disturbed }).map(
      (failover) => ({ ...failover, ...repeatAt(failover.takeoverMs, start.repetitions) }),
    ),
    states: lanes,
    balance: balanceRows(start.frontends, record.counters, series),
    stickiness: stickinessRows(series),
    warnings: warningsOf(record, faults, series, lanes),
  };
  const source: MetricSource = { ...header, ...measured, repetitions: [], vips: start.vips };
  const findings = { ...measured, repetitions: repetitionRows(source, start.repetitions) };
  const expectations = judgeExpectations(start.expectations, source);
  const verdict = verdictOf(expectations, header.outcome === 'completed');
  return { ...header, verdict, expectations, ...findings };
}

/** What the scenario asked for; a history of before that could be asked has none. */
function rulesOf({ outages }: RunStartEvent): Partial<OutageRules> {
  return outages === undefined
    ? {}
    : { minimumFailures: outages.minimumFailures, mergedOverSuccesses: outages.mergeOver };
}

/** When faults had been undone and outages were over. */
function restoredAt(faults: readonly FaultSpan[], outages: readonly Outage[]): readonly number[] {
  return [
    ...faults.flatMap(({ recoveredMs }) => recoveredMs ?? []),
    ...outages.flatMap(({ endedMs }) => endedMs?.high ?? []),
  ];
}

/** All the time that an outage may have lasted. */
function timeOf(outage: Outage): Interval {
  return {
    fromMs: outage.beganMs?.low ?? outage.startMs,
    toMs: Math.max(outage.endMs, outage.endedMs?.high ?? outage.endMs),
  };
}
