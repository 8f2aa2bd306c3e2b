import type { Fidelity } from '../../core/fidelity.js';
import type { MetricUnit, Verdict } from '../verdict.js';

/**
 * What a run leaves to be compared with: its raw repetitions and all that they depend on. One line of the history
 * store. Times in milliseconds, rates per second.
 */
export interface RunResult {
  readonly schema: 'chaos/result@1';
  readonly id: string;
  readonly scenario: string;
  readonly cluster: string;
  readonly fidelity: Fidelity;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly seed: number;
  /** How the cells were ordered; null where there are none. */
  readonly order: 'interleaved' | 'abba' | 'sequential' | null;
  readonly outcome: 'completed' | 'interrupted' | 'broke-off';
  readonly verdict: Verdict;
  /** Expectations that failed or could not be judged. */
  readonly unmet: readonly { readonly condition: string; readonly verdict: Verdict }[];
  /** Digest of what is done: pages, load, faults. Runs that differ in it are not compared. */
  readonly work: string;
  /** Digest of the cluster file. */
  readonly site: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | number>>;
  /** Another fingerprint is another machine, and starts another baseline. */
  readonly fingerprint: string;
  /** What was tested, by the name that its version control has for it. */
  readonly commit?: string;
  readonly series: readonly Series[];
}

/** One metric of one subject in each block: a repetition of a cell, or a repeat of the time line. */
export interface Series {
  readonly metric: ComparedMetric;
  readonly subject: Subject;
  /** null where a repetition is invalid or measured nothing. */
  readonly values: readonly (number | null)[];
  /** Nothing smaller can be told from zero, such as an outage shorter than the probes are apart. */
  readonly resolution?: number;
}

/** A cell of a matrix; empty for what is of the whole time line. */
export interface Subject {
  /** What it was measured in, where that is a factor. */
  readonly condition?: string;
  readonly page?: string;
  readonly frontend?: string;
  readonly engine?: string;
  readonly requests?: number;
  readonly cellDurationMs?: number;
  readonly concurrency?: number;
  readonly keepAlive?: boolean;
}

export type ComparedMetric =
  | 'matrix.requestsPerSecond'
  | 'matrix.p50'
  | 'matrix.p99'
  | 'outage.max'
  | 'outage.total'
  | 'failover.takeover.max'
  | 'failover.outage.max';

export interface ComparedFacts {
  readonly unit: MetricUnit;
  readonly better: 'more' | 'less';
}

export const COMPARED: Readonly<Record<ComparedMetric, ComparedFacts>> = {
  'matrix.requestsPerSecond': { unit: 'per-second', better: 'more' },
  'matrix.p50': { unit: 'ms', better: 'less' },
  'matrix.p99': { unit: 'ms', better: 'less' },
  'outage.max': { unit: 'ms', better: 'less' },
  'outage.total': { unit: 'ms', better: 'less' },
  'failover.takeover.max': { unit: 'ms', better: 'less' },
  'failover.outage.max': { unit: 'ms', better: 'less' },
};

/** Two sets of figures of the same thing, as ratio `after / before`. */
export interface Comparison extends Estimate {
  readonly metric: ComparedMetric;
  readonly subject: Subject;
  /** Corrected by Holm for all comparisons made together; null where there was no test. */
  readonly adjustedP: number | null;
  readonly verdict: ComparisonVerdict;
}

/** `none`: no difference was shown, which does not show that there is none. */
export type ComparisonVerdict = 'better' | 'worse' | 'none' | 'too-few';

/**
 * `paired`: ratios of figures taken side by side; `separate`: repetitions of one run against those of another;
 * `predicted`: one run against where a further run like those of the baseline would lie.
 */
export type Method = 'paired' | 'separate' | 'predicted';

export interface Estimate {
  readonly method: Method;
  /** Medians. */
  readonly before: number | null;
  readonly after: number | null;
  readonly ratio: number | null;
  readonly interval: { readonly low: number; readonly high: number; readonly confidence: number } | null;
  /** Two-sided; null where there are too few figures. */
  readonly p: number | null;
  /** The smallest p that so many figures can give. */
  readonly leastP: number;
  /** Pairs, or values on either side. */
  readonly size: { readonly before: number; readonly after: number };
  /** Figures that were invalid or had no partner. */
  readonly leftOut: number;
}

/** Something that differs between the two sides and might be the cause. */
export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** How far two measurements of the same thing lay apart: neighbouring blocks of a run, or neighbouring runs. */
export interface NoiseFloor {
  readonly metric: ComparedMetric;
  readonly from: 'blocks' | 'runs';
  /** Standard deviation of the logarithm of one A/A ratio. */
  readonly perPair: number;
  readonly ratios: number;
}

/** What the reader must know before taking a comparison as it stands. */
export interface Caution {
  readonly code: CautionCode;
  readonly detail?: string;
}

export type CautionCode =
  | 'OTHER_MACHINE'
  | 'OTHER_FIDELITY'
  | 'OTHER_WORK'
  | 'NOT_INTERLEAVED'
  | 'ONE_RUN_EACH'
  | 'LEFT_OUT'
  | 'UNMATCHED'
  | 'WITHIN_NOISE';

export interface ComparisonReport {
  readonly schema: 'chaos/comparison@1';
  readonly before: Side;
  readonly after: Side;
  readonly comparisons: readonly Comparison[];
  /** Of two values of a factor: over all sizes and concurrencies of each page in each condition, judged by themselves. */
  readonly summaries: readonly Comparison[];
  /** Geometric mean of the ratios of a metric over its subjects, where there are several. */
  readonly overall: readonly Overall[];
  readonly noise: readonly NoiseFloor[];
  readonly changes: readonly Change[];
  readonly cautions: readonly Caution[];
}

export interface Side {
  /** A run's id, or the value of the factor. */
  readonly label: string;
  readonly runs: readonly string[];
}

export interface Overall {
  readonly metric: ComparedMetric;
  readonly subjects: number;
  readonly ratio: number;
  /** Bootstrapped over blocks, all subjects of a block together; null for fewer than six. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}
