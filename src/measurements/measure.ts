import type { HistoryEvent } from '../history/types.js';
import { balanceRows } from './balance.js';
import { summariseCells } from './cells.js';
import { judgeExpectations, verdictOf } from './expectations.js';
import { failovers } from './failovers.js';
import { disturbances, faultRows, faultSpans } from './faults.js';
import type { Interval } from './intervals.js';
import { loadRow, timelineLoads } from './loads.js';
import { matrixRows } from './matrix.js';
import type { MetricSource } from './metrics/metric.js';
import { OUTAGE_RULES, type OutageRules } from './outage-rules.js';
import { outagesOf } from './outages.js';
import { probeSeries } from './probe-series.js';
import { probeRow } from './probes.js';
import { readRecord } from './run-record.js';
import { stateLanes } from './states.js';
import { stickinessRows } from './stickiness.js';
import type { Measurements, Outage } from './types.js';
import { warningsOf } from './warnings.js';

/**
 * What a history shows. Pure: the same history gives the same measurements. The history of a run that was
 * killed is measured as far as it goes.
 * @throws ChaosError HISTORY_WITHOUT_START where its first line is missing
 */
export function measure(events: Iterable<HistoryEvent>, rules: OutageRules = OUTAGE_RULES): Measurements {
  const record = readRecord(events);
  const { start, end, endMs } = record;
  const faults = faultSpans(record);
  const series = probeSeries(record, rules);
  const watched = series.map((probe) => ({ probe, outages: outagesOf(probe, faults, rules) }));
  const outages = watched.flatMap((one) => one.outages);
  const disturbed = [...disturbances(faults, endMs), ...outages.map(timeOf)];
  const loads = timelineLoads(record);
  const lanes = stateLanes(record.states, endMs);
  const matrix = matrixRows(record, faults);
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
  const findings = {
    matrix,
    cells: summariseCells(matrix),
    loads: loads.map((load) => loadRow(load, disturbed, endMs)),
    probes: watched.map((one) => probeRow(one.probe, one.outages)),
    outages: outages.toSorted((one, other) => one.startMs - other.startMs),
    faults: faultRows(faults),
    failovers: failovers(lanes, { vips: start.vips, faults, probes: series, outages, loads, disturbed }),
    states: lanes,
    balance: balanceRows(start.frontends, record.counters, series),
    stickiness: stickinessRows(series),
    warnings: warningsOf(record, faults, series, lanes),
  };
  const source: MetricSource = { ...header, ...findings, vips: start.vips };
  const expectations = judgeExpectations(start.expectations, source);
  const verdict = verdictOf(expectations, header.outcome === 'completed');
  return { ...header, verdict, expectations, ...findings };
}

/** All the time that an outage may have lasted. */
function timeOf(outage: Outage): Interval {
  return {
    fromMs: outage.beganMs?.low ?? outage.startMs,
    toMs: Math.max(outage.endMs, outage.endedMs?.high ?? outage.endMs),
  };
}
