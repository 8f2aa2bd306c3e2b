import type { Fidelity } from '../core/fidelity.js';
import type { Doubt, ExpectationFacts, MatrixFacts, OutageFacts, OutcomeCounts } from '../history/types.js';
import type { ComparisonReport } from './comparison/types.js';
import type { MetricUnit, Verdict } from './verdict.js';

export type { MetricUnit, Verdict } from './verdict.js';

/**
 * What a history shows. A pure function of it (measure.ts): the same history gives the same measurements.
 * Written as measurements.json; times in milliseconds on the run's clock, rates per second, shares of 1.
 */
export interface Measurements {
  readonly schema: 'chaos/measurements@1';
  readonly scenario: string;
  readonly title: { readonly en: string; readonly es?: string };
  readonly cluster: string;
  readonly fidelity: Fidelity;
  readonly fidelityNotes: readonly string[];
  /** Wall-clock time of t = 0, ISO 8601 UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly outcome: 'completed' | 'interrupted' | 'broke-off';
  readonly verdict: Verdict;
  readonly expectations: readonly ExpectationResult[];
  readonly matrix: readonly MatrixRow[];
  /** The matrix's repetitions, summarised per cell. */
  readonly cells: readonly CellSummary[];
  readonly scalability: readonly ScalabilityRow[];
  /** How the matrix was measured; null where there is none. */
  readonly benchmark: MatrixFacts | null;
  /** What the scenario asked to be compared; null where it did not. */
  readonly comparison: ComparisonReport | null;
  /** Each time that a condition was brought about, a row for each of its faults. */
  readonly conditions: readonly ConditionRow[];
  /** How each frontend did in each condition of the matrix. */
  readonly behaviour: readonly BehaviourRow[];
  readonly loads: readonly LoadRow[];
  readonly probes: readonly ProbeRow[];
  readonly integrity: readonly IntegrityRow[];
  readonly outages: readonly Outage[];
  /** The settings by which failures were made outages. */
  readonly outageRules: OutageFacts;
  readonly faults: readonly FaultRow[];
  readonly detections: readonly DetectionRow[];
  readonly failovers: readonly Failover[];
  /** Outages and failovers by repeat of the time line; empty where it was run once. */
  readonly repetitions: readonly RepetitionRow[];
  readonly states: readonly StateLane[];
  readonly balance: readonly BalanceRow[];
  readonly stickiness: readonly StickinessRow[];
  readonly warnings: readonly Doubt[];
}

export interface ExpectationResult extends ExpectationFacts {
  /** In the metric's unit; null where it could not be measured. */
  readonly actual: number | null;
  /** For a metric known only within bounds. */
  readonly low?: number;
  readonly high?: number;
  readonly unit: MetricUnit;
  readonly verdict: Verdict;
  /** Why the verdict is unknown, or which outage, cell or lane decided. */
  readonly because?: string;
}

/** One repetition of one cell. */
export interface MatrixRow {
  /** What it was measured in, where that is a factor. */
  readonly condition?: string;
  readonly page: string;
  readonly frontend: string;
  readonly engine: string;
  readonly requests: number;
  /** For a cell that runs for a time: how long; its `requests` then differ between repetitions. */
  readonly cellDurationMs?: number;
  readonly concurrency: number;
  readonly repeat: number;
  readonly requestsPerSecond: number | null;
  /** ab's definition: concurrency × wall time / requests. */
  readonly timePerRequestMs: number | null;
  /** Across all concurrent requests: wall time / requests. */
  readonly timePerRequestAcrossMs: number | null;
  /** Keys `50`, `90`, `95`, `99`, `100`. */
  readonly percentilesMs: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly nonTwoXx: number;
  readonly failedByKind: OutcomeCounts;
  readonly transferKbytesPerSecond: number | null;
  readonly startMs: number;
  readonly endMs: number;
  readonly keepAlive: boolean;
  readonly valid: boolean;
  readonly invalidBecause: readonly Doubt[];
  /** What the reader must know of a row although its figures may be used. */
  readonly warnings: readonly Doubt[];
}

/** All repetitions of one cell; invalid ones are counted and left out. */
export interface CellSummary extends CellFigures {
  readonly condition?: string;
  readonly page: string;
  readonly frontend: string;
  readonly engine: string;
  /** null for a cell that runs for a time. */
  readonly requests: number | null;
  readonly cellDurationMs?: number;
  readonly concurrency: number;
  readonly keepAlive: boolean;
  readonly repeats: number;
  readonly invalid: number;
  /** Failed or not 2xx, over all repetitions, invalid ones too. */
  readonly failed: number;
  /** Why repetitions are invalid, and what is to be known of the others: each message once. */
  readonly invalidBecause: readonly Doubt[];
  readonly warnings: readonly Doubt[];
  /** Of the invalid repetitions, where no other is there: to be shown as invalid, and used for nothing. */
  readonly invalidFigures?: CellFigures;
}

/** Over the valid repetitions; null where there is none. */
export interface CellFigures {
  readonly requestsPerSecond: MedianInterval | null;
  readonly timePerRequestMs: MedianInterval | null;
  /** The median of each percentile, keyed as in the rows. */
  readonly percentilesMs: Readonly<Record<string, number>>;
}

/** A median, with its interval by order statistics (95% or more; six values are the least that give one). */
export interface MedianInterval {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly interval: { readonly low: number; readonly high: number; readonly confidence: number } | null;
}

/** How one page scales over concurrency, through one frontend and at one size of cell. */
export interface ScalabilityRow {
  readonly condition?: string;
  readonly page: string;
  readonly frontend: string;
  readonly engine: string;
  readonly keepAlive: boolean;
  /** null for cells that run for a time. */
  readonly requests: number | null;
  readonly cellDurationMs?: number;
  /** The concurrencies with a valid repetition, ascending. */
  readonly levels: readonly number[];
  /** The least of them that no higher one exceeds by more than 5%. */
  readonly knee: ScalabilityPoint;
  /** The best of the higher ones; null where the knee is the highest measured: it may lie further up. */
  readonly beyond: ScalabilityPoint | null;
  /** The Universal Scalability Law; null with fewer than five levels. */
  readonly fit: ScalabilityFit | null;
  readonly noFitBecause?: string;
}

export interface ScalabilityPoint {
  readonly concurrency: number;
  readonly perSecond: number;
  readonly timePerRequestMs: number | null;
}

/** X(N) = λN / (1 + σ(N − 1) + κN(N − 1)). */
export interface ScalabilityFit {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
  readonly r2: number | null;
  /** The largest distance from a measured rate, as a share of it. */
  readonly worstShare: number;
  /** Where the law has its highest rate; null where it has none. */
  readonly peakConcurrency: number | null;
  readonly peakPerSecond: number | null;
  /** The peak lies beyond the highest concurrency that was measured. */
  readonly extrapolated: boolean;
  /** What a law without coherency rises towards, λ/σ; null for any other. */
  readonly limitPerSecond: number | null;
}

/** A load on the time line, with its rate over time (points about 100 ms to 1 s apart). */
export interface LoadRow {
  readonly id: string;
  readonly page: string;
  readonly frontend: string;
  readonly engine: string;
  readonly concurrency: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly requests: number;
  readonly failed: number;
  readonly failedByKind: OutcomeCounts;
  /** Mean successful requests per second before the first fault, while any fault or outage lasts, and after. */
  readonly requestsPerSecond: {
    readonly before: number | null;
    readonly during: number | null;
    readonly after: number | null;
    readonly whole: number | null;
  };
  /** Mean response time of answered requests, over the same windows. */
  readonly responseMs: {
    readonly before: number | null;
    readonly during: number | null;
    readonly after: number | null;
  };
  /** Between which rates and response times its windows lay before anything went wrong; null where unknown. */
  readonly band: {
    readonly perSecond: Band | null;
    readonly responseMs: Band | null;
  };
  /** After the last fault was undone and the last outage was over: from when on its rate is within the band. */
  readonly restoredMs: number | null;
  readonly fullCapacityMs: number | null;
  readonly series: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly okPerSecond: number;
    readonly failedPerSecond: number;
  }[];
  readonly doubts: readonly Doubt[];
}

export interface Band {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface ProbeRow {
  readonly id: string;
  readonly page: string;
  readonly frontend: string;
  /** `new` or `keepalive`. */
  readonly lane: 'new' | 'keepalive';
  readonly intervalMs: number;
  /** intervalMs / staggered lanes: a shorter outage may go unseen. */
  readonly resolutionMs: number;
  readonly sent: number;
  readonly ok: number;
  /** Sent more than half an interval late: excluded, they prove nothing about the server. */
  readonly late: number;
  readonly latenessP99Ms: number | null;
  readonly latenessMaxMs: number | null;
  /** The longest time between two probes that count: nothing is known of what went on within it. */
  readonly longestGapMs?: number | null;
  readonly failedByKind: OutcomeCounts;
  readonly availabilityByRequests: number | null;
  readonly availabilityByTime: number | null;
  /** What the outages' bounds leave open of it; null where it was not measured. */
  readonly availabilityByTimeBounds?: { readonly low: number; readonly high: number } | null;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** One point per probe, thinned to at most 2,000 for charts: when it was sent, how long it took, how it ended. */
  readonly series: readonly { readonly t: number; readonly ms: number; readonly ok: boolean }[];
}

/** An outage as one probe saw it: an interval of possible lengths, not a number. */
export interface Outage {
  readonly probe: string;
  /** Send time of the first and of the last failed probe. */
  readonly startMs: number;
  readonly endMs: number;
  /** The middle of the bounds. */
  readonly durationMs: number;
  readonly lowMs: number;
  readonly highMs: number;
  /** Cross-check: failed probes × resolution. */
  readonly lostTimesIntervalMs: number;
  /** Probes that failed, or were left waiting while the service answered nobody. */
  readonly failures: number;
  /** How those ended; one that was answered in the end, after such a wait, counts as `too-slow`. */
  readonly kinds: OutcomeCounts;
  /** How many of `failures` were answered in the end. */
  readonly stalled?: number;
  /** Between which times it began and ended; absent bounds are open (see below). */
  readonly beganMs?: { readonly low?: number; readonly high: number };
  readonly endedMs?: { readonly low: number; readonly high?: number };
  /** The fault in whose time it began, or null. */
  readonly fault: string | null;
  /** The repeat of the time line in which it began, from 1, where there are several. */
  readonly repeat?: number;
  /**
   * Began before the first probe, or still open when the probes stopped: then only `lowMs` is certain, and
   * `highMs` is what was watched of it.
   */
  readonly openAtStart: boolean;
  readonly openAtEnd: boolean;
}

/** What became of records that were written and read back. */
export interface IntegrityRow {
  readonly id: string;
  /** A frontend, or a host and a folder as `nas:/scratch`. */
  readonly place: string;
  readonly intervalMs: number;
  readonly sizeBytes: number;
  /** How many names were used again and again; 0: each record had one of its own. */
  readonly slots: number;
  /** Tried: acknowledged, refused and unknown (their outcome was never learnt) together. */
  readonly written: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
  /** Of the acknowledged ones, at the end; together they are all of them. */
  readonly fates: {
    readonly kept: number;
    /** Another version took its place, as it was to. */
    readonly superseded: number;
    readonly lost: number;
    /** There, and not what was written. */
    readonly torn: number;
    /** Nobody could be asked in the end: neither lost nor kept. */
    readonly unread: number;
    /** What is there may be the work of a write whose outcome was never learnt. */
    readonly undecided: number;
  };
  /** Of the lost ones, those that the storage itself said it cannot read. */
  readonly lostByError: number;
  /** Never acknowledged, and there at the end. */
  readonly unknownThere: number;
  readonly refusedThere: number;
  /** Records stored more than once; null where that cannot be seen. */
  readonly duplicated: number | null;
  /** Reads while the run went on, by what they showed. */
  readonly reads: {
    readonly count: number;
    readonly fresh: number;
    /** An older version than one acknowledged before. */
    readonly stale: number;
    readonly missing: number;
    readonly torn: number;
    readonly unread: number;
    readonly undecided: number;
  };
  /** Acknowledged records that a read did not find, or found torn, and that were whole at the end. */
  readonly missingForATime: number;
  readonly tornForATime: number;
  /** Names whose last reading may have come from the reader's own cache. */
  readonly maybeCached: number;
  /** The achieved RPO; null where nothing was acknowledged. */
  readonly recoveryPoint: BoundedSpan | null;
  /** At most 50 stretches of loss, of `lossCount`. */
  readonly losses: readonly LossRow[];
  readonly lossCount: number;
  /** Times in which no write was acknowledged, as of a probe. */
  readonly outages: readonly Outage[];
  /** The achieved RTO: the longest of them; null where nothing was written. */
  readonly restoration: BoundedSpan | null;
  /** For charts: what became of what was sent when; at most 400. */
  readonly segments: readonly StateSegment[];
}

/** A span of time within bounds; null: without an upper one, and then the middle is the lower. */
export interface BoundedSpan {
  readonly middleMs: number;
  readonly lowMs: number;
  readonly highMs: number | null;
}

/** Acknowledged records that are gone, with none kept between them. */
export interface LossRow {
  readonly records: number;
  /** When the first and the last of them were acknowledged. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly lowMs: number;
  readonly highMs: number | null;
  /** In whose time they were acknowledged, or that was the first to be injected after. */
  readonly fault: string | null;
}

export interface FaultRow {
  readonly id: string;
  readonly fault: string;
  readonly target: string;
  readonly targets: readonly string[];
  /** null for a fault of a condition, which is due when its cells are. */
  readonly scheduledMs: number | null;
  readonly injectedMs: number | null;
  readonly effectiveMs: number | null;
  /** When the undo ended. */
  readonly recoveredMs: number | null;
  /** When the cluster was seen to have recovered. */
  readonly healedMs: number | null;
  readonly recovered: boolean;
  readonly repeat?: number;
  /** The condition that it belongs to. */
  readonly condition?: string;
  readonly failure?: string;
}

/** A fault of a condition, one of the times that it was brought about. */
export interface ConditionRow {
  readonly condition: string;
  /** From 1. */
  readonly occurrence: number;
  /** The fault's id in `faults`. */
  readonly id: string;
  readonly fault: string;
  readonly targets: readonly string[];
  readonly during: 'fault' | 'recovery';
  /** From its first command until it was seen to have taken effect; null for a stage that was not reached. */
  readonly broughtAboutMs: number | null;
  /** From then on until its undo began. */
  readonly heldMs: number | null;
  /** From the beginning of the undo until the cluster was seen to have recovered: a rebuild, a heal. */
  readonly recoveryMs: number | null;
  /** Cells that were measured meanwhile, and those through which the condition did not hold. */
  readonly cells: number;
  readonly lost: number;
}

/** What one frontend showed of one condition, in its cells and to the probes. */
export interface BehaviourRow {
  readonly condition: string;
  readonly frontend: string;
  /** Repetitions of cells, their requests, and those that failed. */
  readonly cells: number;
  readonly requests: number;
  readonly failed: number;
  readonly failedByKind: OutcomeCounts;
  /** What came through the frontend while the condition was brought about, held and recovered from; null without a probe. */
  readonly probes: {
    readonly sent: number;
    readonly failed: number;
    readonly outages: number;
    /** Of the longest outage. */
    readonly longest: { readonly lowMs: number; readonly highMs: number; readonly open: boolean } | null;
  } | null;
}

/** A metric in each repeat of the time line, and over all of them. */
export interface RepetitionRow {
  readonly metric: string;
  readonly unit: MetricUnit;
  /** In order; null where a repeat did not come to its end, or had nothing to measure. */
  readonly values: readonly (number | null)[];
  readonly summary: MedianInterval | null;
}

/** The balancer took a server out that a fault had hit. */
export interface DetectionRow {
  readonly fault: string;
  /** Backend and name: `tcp/cluster21p`. */
  readonly server: string;
  /** The fault's injection. */
  readonly causeMs: number;
  /** When it was seen down; null where it never was until the fault was undone. */
  readonly downMs: number | null;
  readonly delayMs: number | null;
  /** What the settings of the health checks make one expect of the delay. */
  readonly expectedMs: { readonly low: number; readonly high: number } | null;
}

/** An address moved, seen by phase. Times on the run's clock; null where no observer or probe could tell. */
export interface Failover {
  /** The fault that caused it (by injection or by recovery), or null. */
  readonly fault: string | null;
  readonly cause: 'injection' | 'recovery' | 'unknown';
  readonly repeat?: number;
  readonly vip: string;
  readonly from: string;
  readonly to: string;
  /** The fault's injection or recovery. */
  readonly causeMs: number | null;
  /** The old owner was seen to have lost the address. */
  readonly detectedMs: number | null;
  /** The new owner was seen to have it. */
  readonly takeoverMs: number;
  /** The side that the load comes from learnt that it is there now; absent where nobody watched that. */
  readonly announcedMs?: number | null;
  /** Send time of the first probe answered after the outage, or after takeover where no probe failed. */
  readonly firstSuccessMs: number | null;
  /** From here on the load's rate stays within the fault-free band. */
  readonly fullCapacityMs: number | null;
  /** Time without owner, or (negative) with two owners at once. */
  readonly gapMs: number;
  /** What the timers make one expect of the outage: VRRP's master-down interval by phase. */
  readonly expectedMs: { readonly low: number; readonly high: number } | null;
  /** The outage that users felt, as bounds; null when no probe failed. */
  readonly outage: { readonly lowMs: number; readonly highMs: number } | null;
}

export interface StateLane {
  readonly subject: string;
  readonly segments: readonly StateSegment[];
}

export interface StateSegment {
  readonly state: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface BalanceRow {
  readonly frontend: string;
  readonly mode: 'tcp' | 'http';
  /** `balancer`: sessions by its own counters; `probe:<id>`: answers by the server's name. */
  readonly source: string;
  readonly byServer: Readonly<Record<string, number>>;
  /** Largest distance of a share from the equal share, in percent of the equal share. */
  readonly maxDeviationPercent: number;
  /** Largest distance of a count from the mean count. */
  readonly maxDeviationCount: number;
}

/** How many servers answered a probe that keeps its cookies: 1 is perfect stickiness. */
export interface StickinessRow {
  readonly probe: string;
  readonly frontend: string;
  /** Each lane keeps cookies of its own; absent where the probe has one lane. */
  readonly lane?: number;
  readonly servers: readonly string[];
  readonly switches: number;
}
