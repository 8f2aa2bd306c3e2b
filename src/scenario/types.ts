/**
 * A scenario as the rest of the house sees it: parsed, validated, defaults filled in, every duration a
 * number of milliseconds. schema.ts turns the YAML form into this one.
 */
export interface Scenario {
  readonly name: string;
  readonly title: LocalizedText;
  readonly description?: LocalizedText;
  /** A name in fixtures/clusters/ or a path; `--cluster` overrides it. */
  readonly cluster: string;
  /** Roles and features the cluster must offer, for example `director`, `vip`, `gluster`. */
  readonly requires: readonly string[];
  readonly pages: Readonly<Record<string, Page>>;
  readonly load: readonly LoadStep[];
  readonly matrix?: Matrix;
  readonly probes: readonly ProbeStep[];
  readonly integrity: readonly IntegrityStep[];
  readonly faults: readonly FaultStep[];
  /** What cells of the matrix can be measured in, besides healthy. */
  readonly conditions: readonly Condition[];
  /** What the report of the run compares. */
  readonly compare?: CompareStep;
  readonly outages: OutageSettings;
  readonly expect: readonly Expectation[];
  readonly regression: RegressionSettings;
  /** Length of the time line; without it, the end of the last load or fault plus `settleMs`. */
  readonly durationMs?: number;
  /** How long probes and observers go on after the last load and fault ended. */
  readonly settleMs: number;
  /** How often the whole time line is run, and the pause between two times. */
  readonly repeat: number;
  readonly cooldownMs: number;
}

/** What counts as an outage; docs/measurements.md has the whole rule. */
export interface OutageSettings {
  /** The least failed probes in a row. */
  readonly minimumFailures: number;
  /** Outages with at most this many successes between them are one. */
  readonly mergeOver: number;
}

export interface LocalizedText {
  readonly en: string;
  readonly es?: string;
}

export interface Page {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expect: PageExpectation;
  /** A regular expression whose first group names the server that answered, searched in the body. */
  readonly identify?: string;
}

export interface PageExpectation {
  /** Accepted status codes. */
  readonly status: readonly number[];
  readonly contains?: string;
  /** A regular expression that the body must match. */
  readonly matches?: string;
  /** Hex SHA-256 of the body. */
  readonly sha256?: string;
}

/** Load on the time line, beside faults. Ends after `durationMs` or `requests`, whichever is given. */
export interface LoadStep {
  readonly id: string;
  /** A page's name; of several pages, their names joined by `+`. */
  readonly page: string;
  /** Present for several pages: what each request is chosen from, at random by weight. */
  readonly mix?: readonly WeightedPage[];
  readonly frontend: string;
  readonly engine: string;
  readonly atMs: number;
  /** Of a load with stages, as long as these. */
  readonly durationMs?: number;
  readonly requests?: number;
  /** Closed loop: this many connections, each with one request in flight. */
  readonly connections: number;
  /** Open loop: requests due at this rate whatever happened before; with stages, the rate before the first. */
  readonly ratePerSecond?: number;
  readonly stages?: readonly RateStage[];
  readonly arrivals: 'constant' | 'poisson';
  readonly keepAlive: boolean;
  readonly cookies: boolean;
  readonly timeoutMs: number;
  /** Threads that share it; one unless given. */
  readonly workers?: Workers;
  /** The host that sends the load: `local` or a host of the cluster. */
  readonly from?: string;
}

export interface WeightedPage {
  readonly page: string;
  readonly weight: number;
}

/** A part of a rate profile: goes evenly to its rate over its time, or is at it from its beginning. */
export interface RateStage {
  readonly shape: 'ramp' | 'hold';
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

/** `auto`: one for each core but one. */
export type Workers = number | 'auto';

/** A table of cells: every condition × page × frontend × requests × concurrency, `repeat` times each. */
export interface Matrix {
  readonly pages: readonly string[];
  readonly frontends: readonly string[];
  readonly requests: readonly number[];
  /** Instead of `requests`: each cell runs this long. */
  readonly durationMs?: number;
  readonly concurrency: readonly number[];
  /** {@link HEALTHY} and names of the scenario's conditions; empty where they are no factor. */
  readonly conditions: readonly string[];
  /** How many blocks are measured each time that a condition is brought about. */
  readonly blocksPerCondition: number;
  /** Cells that are left out, each naming any of condition, page, frontend, requests and concurrency. */
  readonly exclude: readonly CellFilter[];
  readonly engine: string;
  readonly keepAlive: boolean;
  readonly repeat: number;
  readonly order: CellOrder;
  /** Requests sent to each page and frontend before its first cell, and discarded. */
  readonly warmup: number;
  readonly cooldownMs: number;
  readonly timeoutMs: number;
  readonly workers?: Workers;
  readonly from?: string;
}

/** docs/scenario-file.md says what each means. */
export type CellOrder = 'interleaved' | 'abba' | 'sequential';

export interface CellFilter {
  readonly condition?: readonly string[];
  readonly page?: readonly string[];
  readonly frontend?: readonly string[];
  readonly requests?: readonly number[];
  readonly concurrency?: readonly number[];
}

export interface ProbeStep {
  readonly id: string;
  readonly page: string;
  readonly frontend: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** `new`: a connection for each probe; `keepalive`: one connection, opened again when it was lost. */
  readonly connection: 'new' | 'keepalive';
  /** Staggered lanes: with m lanes the resolution is `everyMs / m`. */
  readonly lanes: number;
  /** Sends back the cookies it was given, as a browser does. */
  readonly cookies: boolean;
  /** An answer slower than this counts as a failure of its own kind. */
  readonly latencyLimitMs?: number;
}

/** Records that are written on a schedule, and read back. */
export interface IntegrityStep {
  readonly id: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly sizeBytes: number;
  /** After so many no more are written; as many as the time line has room for where absent. */
  readonly count?: number;
  /** How many names are used again and again; 0: each record has one of its own. */
  readonly slots: number;
  /** How long a record that is not there, or cannot be read, is asked for again at the end. */
  readonly patienceMs: number;
  readonly to: IntegrityPages | IntegrityFolder;
}

/** Paths of a site, in which `{name}` stands for a record's name. */
export interface IntegrityPages {
  readonly frontend: string;
  readonly method: 'PUT' | 'POST';
  readonly write: string;
  readonly read: string;
  readonly list?: string;
  readonly remove?: string;
}

export interface IntegrityFolder {
  readonly on: string;
  readonly folder: string;
}

/** What is broken and where. */
export interface Injection {
  /** The fault's name in the catalog, for example `nic.unplug`. */
  readonly inject: string;
  /** A selector, or several; see cluster/selectors.ts. */
  readonly target: readonly string[];
  /** The fault's own options, validated by its definition. */
  readonly with: Readonly<Record<string, unknown>>;
}

export interface FaultStep extends Injection {
  readonly id: string;
  readonly atMs: number;
  /** The injection is delayed by a seeded uniform share of this, so that phases differ between runs. */
  readonly jitterMs: number;
  /** Recover after this long; without it, at the end of the time line. */
  readonly forMs?: number;
}

/** The condition of a cluster to which nothing is done. */
export const HEALTHY = 'healthy';

/** What is wrong with the cluster while cells are measured: one fault, or several at once. */
export interface Condition {
  readonly name: string;
  readonly parts: readonly [ConditionPart, ...ConditionPart[]];
}

export interface ConditionPart extends Injection {
  /** Cells are measured while the fault holds, or after its undo until the cluster has recovered. */
  readonly during: 'fault' | 'recovery';
  /** How long it is waited after the fault took effect. */
  readonly settleMs: number;
  /** The longest that it is held: a host that it cuts off undoes it by itself then. */
  readonly atMostMs: number;
  /** Requests that are sent while the fault holds, so that there is something to recover. */
  readonly load?: ConditionLoad;
}

export interface ConditionLoad {
  readonly page: string;
  readonly frontend: string;
  readonly requests: number;
  readonly connections: number;
}

/** Two values of a factor of the matrix. */
export interface CompareStep {
  readonly by: ComparedFactor;
  readonly values: readonly [string, string];
  /** Of the cells; `matrix.requestsPerSecond` and the like. */
  readonly metrics: readonly string[];
}

export type ComparedFactor = 'page' | 'frontend' | 'condition';

/** What `chaos check` lets pass. Margins are shares: 0.05 is 5%. */
export interface RegressionSettings {
  readonly margin: number;
  /** Of single metrics. */
  readonly margins: Readonly<Record<string, number>>;
  /** With `--rerun-reference`, how many pairs of figures are taken, and of how many cells each is the mean. */
  readonly pairs: number;
  readonly slices: number;
}

export interface Expectation {
  /** A name that measurements/metrics.ts knows, for example `outage.max`. */
  readonly metric: string;
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  /** In the metric's own unit: milliseconds, a share of 1, a count or a rate. */
  readonly threshold: number;
  /** As written, for example `< 5s`. */
  readonly condition: string;
}
