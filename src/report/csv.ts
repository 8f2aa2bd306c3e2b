import { stringify } from 'csv-stringify/sync';
import type { Comparison } from '../measurements/comparison/types.js';
import type {
  BehaviourRow,
  CellSummary,
  ConditionRow,
  DetectionRow,
  IntegrityRow,
  MatrixRow,
  Measurements,
  RepetitionRow,
  ScalabilityRow,
} from '../measurements/types.js';
import { printable } from './text.js';
import type { ReportFile, ReportFormat } from './types.js';

/**
 * Tables for spreadsheets and programs: the same columns in every language, points for decimals, an empty
 * field where nothing was measured. Times in milliseconds on the run's clock.
 */
export const csvReport: ReportFormat = {
  name: 'csv',
  summary: 'tables/*.csv, one file for each kind of row',
  async render(measurements) {
    return Object.entries(rowsByFile(measurements)).flatMap(([name, rows]) => csvFile(name, rows));
  },
};

type Field = string | number | boolean | null | undefined;
type CsvRow = Readonly<Record<string, Field>>;

function rowsByFile(measurements: Measurements): Readonly<Record<string, readonly CsvRow[]>> {
  return {
    matrix: measurements.matrix.map(matrixFields),
    cells: measurements.cells.map(cellFields),
    comparison: comparisonFields(measurements),
    conditions: measurements.conditions.map(conditionFields),
    behaviour: measurements.behaviour.map(behaviourFields),
    scalability: measurements.scalability.map(scalabilityFields),
    loads: loadFields(measurements),
    probes: probeFields(measurements),
    integrity: measurements.integrity.map(integrityFields),
    losses: lossFields(measurements),
    outages: outageFields(measurements),
    failovers: failoverFields(measurements),
    repetitions: measurements.repetitions.flatMap(repetitionFields),
    detections: measurements.detections.map(detectionFields),
    faults: faultFields(measurements),
    balance: balanceFields(measurements),
    stickiness: stickinessFields(measurements),
    states: stateFields(measurements),
    expectations: expectationFields(measurements),
    warnings: measurements.warnings.map(({ code, message }) => ({ code, message })),
  };
}

function csvFile(name: string, rows: readonly CsvRow[]): readonly ReportFile[] {
  const [first] = rows;
  if (first === undefined) {
    return [];
  }
  const content = stringify([...rows], {
    header: true,
    columns: Object.keys(first),
    // A text that begins with =, +, - or @ would be run by a spreadsheet.
    escape_formulas: true,
    cast: { number: plainNumber, boolean: String, string: printable },
  });
  return [{ path: `tables/${name}.csv`, content }];
}

/** To the microsecond where it is milliseconds, without the noise of binary fractions. */
function plainNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toFixed(6))) : '';
}

function matrixFields(row: MatrixRow): CsvRow {
  return {
    page: row.page,
    frontend: row.frontend,
    engine: row.engine,
    requests: row.requests,
    concurrency: row.concurrency,
    repeat: row.repeat,
    requests_per_second: row.requestsPerSecond,
    time_per_request_ms: row.timePerRequestMs,
    time_per_request_across_ms: row.timePerRequestAcrossMs,
    p50_ms: row.percentilesMs['50'],
    p90_ms: row.percentilesMs['90'],
    p99_ms: row.percentilesMs['99'],
    max_ms: row.percentilesMs['100'],
    failed: row.failed,
    non_2xx: row.nonTwoXx,
    transfer_kbytes_per_second: row.transferKbytesPerSecond,
    valid: row.valid,
    p95_ms: row.percentilesMs['95'],
    keep_alive: row.keepAlive,
    start_ms: row.startMs,
    end_ms: row.endMs,
    failed_by_kind: counts(row.failedByKind),
    invalid_because: row.invalidBecause.map((doubt) => doubt.message).join('; '),
    warnings: row.warnings.map((doubt) => doubt.message).join('; '),
    condition: row.condition,
  };
}

/** Medians over the valid repeats; empty where there is none. */
function cellFields(cell: CellSummary): CsvRow {
  const rate = cell.requestsPerSecond;
  const time = cell.timePerRequestMs;
  return {
    page: cell.page,
    frontend: cell.frontend,
    engine: cell.engine,
    requests: cell.requests,
    cell_duration_ms: cell.cellDurationMs,
    concurrency: cell.concurrency,
    keep_alive: cell.keepAlive,
    repeats: cell.repeats,
    invalid_repeats: cell.invalid,
    requests_per_second: rate?.median,
    requests_per_second_low: rate?.interval?.low,
    requests_per_second_high: rate?.interval?.high,
    requests_per_second_min: rate?.min,
    requests_per_second_max: rate?.max,
    time_per_request_ms: time?.median,
    time_per_request_low_ms: time?.interval?.low,
    time_per_request_high_ms: time?.interval?.high,
    confidence: rate?.interval?.confidence,
    p50_ms: cell.percentilesMs['50'],
    p90_ms: cell.percentilesMs['90'],
    p99_ms: cell.percentilesMs['99'],
    failed: cell.failed,
    valid: cell.invalid < cell.repeats,
    invalid_because: cell.invalidBecause.map((doubt) => doubt.message).join('; '),
    warnings: cell.warnings.map((doubt) => doubt.message).join('; '),
    condition: cell.condition,
  };
}

function scalabilityFields(row: ScalabilityRow): CsvRow {
  return {
    page: row.page,
    frontend: row.frontend,
    engine: row.engine,
    keep_alive: row.keepAlive,
    requests: row.requests,
    cell_duration_ms: row.cellDurationMs,
    levels: row.levels.join('; '),
    knee_concurrency: row.knee.concurrency,
    knee_per_second: row.knee.perSecond,
    beyond_concurrency: row.beyond?.concurrency,
    beyond_per_second: row.beyond?.perSecond,
    lambda: row.fit?.lambda,
    sigma: row.fit?.sigma,
    // Six decimals would leave nothing of it.
    kappa: row.fit?.kappa.toExponential(6),
    r2: row.fit?.r2,
    worst_share: row.fit?.worstShare,
    peak_concurrency: row.fit?.peakConcurrency,
    peak_per_second: row.fit?.peakPerSecond,
    extrapolated: row.fit?.extrapolated,
    no_fit_because: row.noFitBecause,
    condition: row.condition,
  };
}

/** Page by page (`over: page`) and cell by cell. */
function comparisonFields({ comparison }: Measurements): readonly CsvRow[] {
  if (comparison === null) {
    return [];
  }
  const fields = (over: 'page' | 'cell') => (one: Comparison) => ({
    over,
    metric: one.metric,
    condition: one.subject.condition,
    page: one.subject.page,
    frontend: one.subject.frontend,
    engine: one.subject.engine,
    requests: one.subject.requests,
    cell_duration_ms: one.subject.cellDurationMs,
    concurrency: one.subject.concurrency,
    before: comparison.before.label,
    after: comparison.after.label,
    before_median: one.before,
    after_median: one.after,
    ratio: one.ratio,
    ratio_low: one.interval?.low,
    ratio_high: one.interval?.high,
    p: one.adjustedP,
    pairs: one.size.before,
    noise_floor: comparison.noise.find(({ metric }) => metric === one.metric)?.perPair,
    verdict: one.verdict,
  });
  return [...comparison.summaries.map(fields('page')), ...comparison.comparisons.map(fields('cell'))];
}

function conditionFields(row: ConditionRow): CsvRow {
  return {
    condition: row.condition,
    occurrence: row.occurrence,
    id: row.id,
    fault: row.fault,
    targets: row.targets.join('; '),
    during: row.during,
    brought_about_ms: row.broughtAboutMs,
    held_ms: row.heldMs,
    recovery_ms: row.recoveryMs,
    cells: row.cells,
    lost: row.lost,
  };
}

/** Of an outage that is open at an end only the lower bound is known. */
function behaviourFields({
  condition,
  frontend,
  cells,
  requests,
  failed,
  failedByKind,
  probes,
}: BehaviourRow): CsvRow {
  return {
    condition,
    frontend,
    cells,
    requests,
    failed,
    failed_by_kind: counts(failedByKind),
    probes_sent: probes?.sent,
    probes_failed: probes?.failed,
    outages: probes?.outages,
    longest_outage_low_ms: probes?.longest?.lowMs,
    longest_outage_high_ms: probes?.longest?.open ? null : probes?.longest?.highMs,
  };
}

function loadFields({ loads }: Measurements): readonly CsvRow[] {
  return loads.map((row) => ({
    load: row.id,
    page: row.page,
    frontend: row.frontend,
    engine: row.engine,
    concurrency: row.concurrency,
    start_ms: row.startMs,
    end_ms: row.endMs,
    requests: row.requests,
    failed: row.failed,
    failed_by_kind: counts(row.failedByKind),
    before_per_second: row.requestsPerSecond.before,
    during_per_second: row.requestsPerSecond.during,
    after_per_second: row.requestsPerSecond.after,
    whole_per_second: row.requestsPerSecond.whole,
    before_response_ms: row.responseMs.before,
    during_response_ms: row.responseMs.during,
    after_response_ms: row.responseMs.after,
    band_low_per_second: row.band.perSecond?.low,
    band_high_per_second: row.band.perSecond?.high,
    band_low_response_ms: row.band.responseMs?.low,
    band_high_response_ms: row.band.responseMs?.high,
    restored_ms: row.restoredMs,
    full_capacity_ms: row.fullCapacityMs,
    doubts: row.doubts.map((doubt) => doubt.message).join('; '),
  }));
}

function probeFields({ probes }: Measurements): readonly CsvRow[] {
  return probes.map((row) => ({
    probe: row.id,
    page: row.page,
    frontend: row.frontend,
    lane: row.lane,
    interval_ms: row.intervalMs,
    resolution_ms: row.resolutionMs,
    sent: row.sent,
    ok: row.ok,
    late: row.late,
    lateness_p99_ms: row.latenessP99Ms,
    lateness_max_ms: row.latenessMaxMs,
    failed_by_kind: counts(row.failedByKind),
    availability_by_requests: row.availabilityByRequests,
    availability_by_time: row.availabilityByTime,
    p50_ms: row.latencyMs?.p50,
    p99_ms: row.latencyMs?.p99,
    max_ms: row.latencyMs?.max,
  }));
}

/** A span without an upper bound has no middle either. */
function integrityFields(row: IntegrityRow): CsvRow {
  const { fates, reads, recoveryPoint: rpo, restoration: rto } = row;
  return {
    records: row.id,
    place: row.place,
    interval_ms: row.intervalMs,
    size_bytes: row.sizeBytes,
    slots: row.slots,
    written: row.written,
    acknowledged: row.acknowledged,
    refused: row.refused,
    unknown: row.unknown,
    kept: fates.kept,
    superseded: fates.superseded,
    lost: fates.lost,
    lost_by_error: row.lostByError,
    torn: fates.torn,
    unread: fates.unread,
    undecided: fates.undecided,
    duplicated: row.duplicated,
    unknown_there: row.unknownThere,
    refused_there: row.refusedThere,
    reads: reads.count,
    stale_reads: reads.stale,
    missing_reads: reads.missing,
    torn_reads: reads.torn,
    unread_reads: reads.unread,
    undecided_reads: reads.undecided,
    missing_for_a_time: row.missingForATime,
    torn_for_a_time: row.tornForATime,
    maybe_cached: row.maybeCached,
    rpo_ms: rpo === null || rpo.highMs === null ? null : rpo.middleMs,
    rpo_low_ms: rpo?.lowMs,
    rpo_high_ms: rpo?.highMs,
    rto_ms: rto === null || rto.highMs === null ? null : rto.middleMs,
    rto_low_ms: rto?.lowMs,
    rto_high_ms: rto?.highMs,
  };
}

function lossFields({ integrity }: Measurements): readonly CsvRow[] {
  return integrity.flatMap(({ id, losses }) =>
    losses.map((loss) => ({
      integrity: id,
      records: loss.records,
      from_ms: loss.fromMs,
      to_ms: loss.toMs,
      low_ms: loss.lowMs,
      high_ms: loss.highMs,
      fault: loss.fault,
    })),
  );
}

/** Of an outage that is open at an end only the lower bound is known; the other fields stay empty. */
function outageFields({ outages }: Measurements): readonly CsvRow[] {
  return outages.map((row) => {
    const open = row.openAtStart || row.openAtEnd;
    return {
      probe: row.probe,
      start_ms: row.startMs,
      end_ms: row.endMs,
      duration_ms: open ? null : row.durationMs,
      low_ms: row.lowMs,
      high_ms: open ? null : row.highMs,
      lost_times_interval_ms: row.lostTimesIntervalMs,
      failures: row.failures,
      kinds: counts(row.kinds),
      fault: row.fault,
      repeat: row.repeat,
      open_at_start: row.openAtStart,
      open_at_end: row.openAtEnd,
    };
  });
}

function failoverFields({ failovers }: Measurements): readonly CsvRow[] {
  return failovers.map((row) => ({
    vip: row.vip,
    from: row.from,
    to: row.to,
    fault: row.fault,
    repeat: row.repeat,
    cause: row.cause,
    cause_ms: row.causeMs,
    detected_ms: row.detectedMs,
    takeover_ms: row.takeoverMs,
    announced_ms: row.announcedMs ?? null,
    first_success_ms: row.firstSuccessMs,
    full_capacity_ms: row.fullCapacityMs,
    gap_ms: row.gapMs,
    expected_low_ms: row.expectedMs?.low,
    expected_high_ms: row.expectedMs?.high,
    outage_low_ms: row.outage?.lowMs,
    outage_high_ms: row.outage?.highMs,
  }));
}

/** A row for each repeat of each metric. */
function repetitionFields({ metric, unit, values, summary }: RepetitionRow): readonly CsvRow[] {
  return values.map((value, index) => ({
    metric,
    unit,
    repeat: index + 1,
    value,
    median: summary?.median,
    interval_low: summary?.interval?.low,
    interval_high: summary?.interval?.high,
  }));
}

function detectionFields(row: DetectionRow): CsvRow {
  return {
    fault: row.fault,
    server: row.server,
    cause_ms: row.causeMs,
    down_ms: row.downMs,
    delay_ms: row.delayMs,
    expected_low_ms: row.expectedMs?.low,
    expected_high_ms: row.expectedMs?.high,
  };
}

function faultFields({ faults }: Measurements): readonly CsvRow[] {
  return faults.map((row) => ({
    id: row.id,
    fault: row.fault,
    target: row.target,
    targets: row.targets.join('; '),
    scheduled_ms: row.scheduledMs,
    injected_ms: row.injectedMs,
    effective_ms: row.effectiveMs,
    recovered_ms: row.recoveredMs,
    healed_ms: row.healedMs,
    recovered: row.recovered,
    failure: row.failure,
    condition: row.condition,
  }));
}

function balanceFields({ balance }: Measurements): readonly CsvRow[] {
  return balance.flatMap((row) =>
    Object.entries(row.byServer).map(([server, count]) => ({
      frontend: row.frontend,
      mode: row.mode,
      source: row.source,
      server,
      count,
      max_deviation_percent: row.maxDeviationPercent,
      max_deviation_count: row.maxDeviationCount,
    })),
  );
}

function stickinessFields({ stickiness }: Measurements): readonly CsvRow[] {
  return stickiness.map((row) => ({
    probe: row.probe,
    frontend: row.frontend,
    servers: row.servers.join('; '),
    switches: row.switches,
  }));
}

function stateFields({ states }: Measurements): readonly CsvRow[] {
  return states.flatMap((lane) =>
    lane.segments.map((segment) => ({
      subject: lane.subject,
      state: segment.state,
      from_ms: segment.fromMs,
      to_ms: segment.toMs,
    })),
  );
}

function expectationFields({ expectations }: Measurements): readonly CsvRow[] {
  return expectations.map((row) => ({
    metric: row.metric,
    condition: row.condition,
    comparison: row.comparison,
    threshold: row.threshold,
    actual: row.actual,
    low: row.low,
    high: row.high,
    unit: row.unit,
    verdict: row.verdict,
    because: row.because,
  }));
}

/** `header-timeout 148; reset 2` */
function counts(byKind: MatrixRow['failedByKind']): string {
  return Object.entries(byKind)
    .filter(([kind]) => kind !== 'ok')
    .map(([kind, count]) => `${kind} ${count}`)
    .join('; ');
}
