import type { Fidelity } from '../core/fidelity.js';

/**
 * The history of a run: everything that happened, in the order it was learnt, on one clock. `t` is
 * milliseconds since the start of the run, with a fraction. Nothing here is analysed; measurements/ is.
 */
export type HistoryEvent =
  | RunStartEvent
  | RunEndEvent
  | LoadStartEvent
  | LoadWindowEvent
  | LoadEndEvent
  | ConditionEvent
  | ProbeEvent
  | IntegrityWriteEvent
  | IntegrityReadEvent
  | FaultEvent
  | StateEvent
  | CountersEvent
  | HarnessEvent
  | HostClockEvent
  | WarningEvent;

interface At {
  readonly t: number;
}

/** First line of every history: what is needed to measure it with nothing else at hand. */
export interface RunStartEvent extends At {
  readonly type: 'run.start';
  readonly schema: 'chaos/history@1';
  /** Wall-clock time of t = 0, ISO 8601 UTC. */
  readonly startedAt: string;
  readonly scenario: string;
  readonly title: { readonly en: string; readonly es?: string };
  readonly cluster: string;
  readonly fidelity: Fidelity;
  /** What the reader must know about how real the cluster is. */
  readonly fidelityNotes: readonly string[];
  readonly seed: number;
  readonly durationMs: number;
  readonly probes: readonly ProbeFacts[];
  /** Absent where no records are written. */
  readonly integrity?: readonly IntegrityFacts[];
  readonly faults: readonly FaultFacts[];
  readonly frontends: readonly FrontendFacts[];
  readonly vips: readonly VipFacts[];
  readonly check?: CheckFacts;
  readonly matrix?: MatrixFacts;
  /** Present when the time line was run several times. */
  readonly repetitions?: RepetitionFacts;
  readonly outages?: OutageFacts;
  readonly expectations: readonly ExpectationFacts[];
  /** Present where the scenario asks for it. */
  readonly compare?: CompareFacts;
}

export interface ProbeFacts {
  readonly id: string;
  readonly page: string;
  readonly frontend: string;
  readonly connection: 'new' | 'keepalive';
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly lanes: number;
  readonly cookies: boolean;
}

/** Records that are written and read back. */
export interface IntegrityFacts {
  readonly id: string;
  /** A frontend, or a host and a folder as `nas:/scratch`. */
  readonly place: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly sizeBytes: number;
  /** How many names are used again and again; 0: each record has one of its own. */
  readonly slots: number;
  /** Whether copies would be seen. */
  readonly seesCopies: boolean;
}

export interface FaultFacts {
  readonly id: string;
  readonly fault: string;
  /** As written in the scenario. */
  readonly target: string;
  /** Absent for a fault of a condition, which is due when its cells are. */
  readonly scheduledMs?: number;
  readonly holdMs?: number;
  /** The fault's options, as its definition read them. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly condition?: ConditionFacts;
  /** The repeat of the time line that it belongs to, from 1, where there are several. */
  readonly repeat?: number;
}

/** The condition that a fault belongs to, and which time that it is brought about, from 1. */
export interface ConditionFacts {
  readonly name: string;
  readonly occurrence: number;
  /** Cells are measured while the fault holds, or after its undo until the cluster has recovered. */
  readonly during: 'fault' | 'recovery';
}

export interface FrontendFacts {
  readonly name: string;
  readonly mode: 'tcp' | 'http';
  readonly backend: string;
  readonly storage?: string;
}

export interface VipFacts {
  readonly name: string;
  readonly manager: 'keepalived' | 'pacemaker' | 'other';
  readonly advertMs: number;
  readonly priorities: Readonly<Record<string, number>>;
  /** How its manager checks the balancing process; absent where that is not known. */
  readonly check?: { readonly interMs: number; readonly fall: number };
}

export interface CheckFacts {
  readonly interMs: number;
  readonly fall: number;
  readonly rise: number;
  readonly timeoutMs: number;
}

/** `count` time lines of `lengthMs` each, with `cooldownMs` between. */
export interface RepetitionFacts {
  readonly count: number;
  readonly lengthMs: number;
  readonly cooldownMs: number;
}

/** What counts as an outage: the least failed probes in a row, and the most successes within one. */
export interface OutageFacts {
  readonly minimumFailures: number;
  readonly mergeOver: number;
}

/** How the cells of a matrix are run. */
export interface MatrixFacts {
  readonly repeat: number;
  readonly order: 'interleaved' | 'abba' | 'sequential';
  /** What the cells are measured in; absent where conditions are no factor. */
  readonly conditions?: readonly string[];
  /** How many blocks are measured each time that a condition is brought about. */
  readonly blocksPerCondition?: number;
  /** Requests to each page and frontend before its first cell, discarded. */
  readonly warmupRequests: number;
  /** Pause after each cell. */
  readonly cooldownMs: number;
}

export interface ExpectationFacts {
  readonly metric: string;
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly threshold: number;
  readonly condition: string;
}

/** Two values of a factor of the matrix, and the metrics of its cells that are compared. */
export interface CompareFacts {
  readonly by: 'page' | 'frontend' | 'condition';
  readonly values: readonly [string, string];
  readonly metrics: readonly string[];
}

export interface RunEndEvent extends At {
  readonly type: 'run.end';
  readonly outcome: 'completed' | 'interrupted' | 'broke-off';
  readonly reason?: string;
}

/** What a load is; a cell of a matrix is a load with `cell`. */
export interface LoadStartEvent extends At {
  readonly type: 'load.start';
  readonly load: string;
  readonly page: string;
  readonly frontend: string;
  readonly engine: string;
  readonly concurrency: number;
  readonly requests?: number;
  readonly durationMs?: number;
  readonly ratePerSecond?: number;
  readonly keepAlive: boolean;
  /** The host that sends it; `local`, the machine of the harness, where absent. */
  readonly from?: string;
  /** As they stood before a load that opens a connection for each request, where the system tells. */
  readonly ports?: LocalPorts;
  /** The repeat of the time line that it belongs to, from 1, where there are several. */
  readonly repeatOfTimeline?: number;
  /** Present for a cell of a matrix. `repeat` counts from 1. */
  readonly cell?: { readonly repeat: number; readonly order: number };
  /** The condition of the cluster in which a cell is measured, where that is a factor. */
  readonly condition?: string;
  /** A warm-up is recorded and never measured; so is what is sent to have something to recover. */
  readonly warmup?: true;
}

/** Ports of the sending machine: sockets that wait out TIME_WAIT, and how many ports there are for outgoing connections. */
export interface LocalPorts {
  readonly timeWait: number;
  readonly available: number;
}

export interface LoadWindowEvent extends At {
  readonly type: 'load.window';
  readonly load: string;
  readonly window: LoadWindow;
}

/** What happened between two readings of the clock. */
export interface LoadWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly outcomes: OutcomeCounts;
  /** `p99Ms` is known to a sixteenth. */
  readonly latency?: { readonly meanMs: number; readonly p99Ms: number; readonly maxMs: number };
  /** The same by steps of {@link BUCKET_MS}, where the engine can tell; steps in which nothing ended are left out. */
  readonly buckets?: readonly LoadBucket[];
}

export const BUCKET_MS = 10;
/** The cells of a bucket are those of core/latency-histogram.ts with so many bits: a sixteenth of their values wide. */
export const BUCKET_BITS = 5;

/** What ended within one step of a window; buckets of several threads add up. */
export interface LoadBucket {
  /** Begins so many steps after its window. */
  readonly at: number;
  readonly outcomes: OutcomeCounts;
  /** Response times of successes in microseconds: number of a cell and count, in turn, ascending. */
  readonly cells?: readonly number[];
}

export interface LoadEndEvent extends At {
  readonly type: 'load.end';
  readonly load: string;
  readonly result: LoadResult;
}

/** Whether the condition of a cell still held right after it. */
export interface ConditionEvent extends At {
  readonly type: 'condition';
  /** The cell. */
  readonly load: string;
  readonly condition: string;
  readonly held: boolean;
  /** What was seen instead. */
  readonly detail?: string;
}

/** One load, counted. */
export interface LoadResult {
  /** Requests that came to an end, however it was. */
  readonly requests: number;
  /** Wall time from the first request to the end of the last, in milliseconds. */
  readonly durationMs: number;
  readonly outcomes: OutcomeCounts;
  /** Answers whose status was not 2xx; they are also in `outcomes`. */
  readonly nonTwoXx: number;
  /** Body bytes and headers received. */
  readonly bytes: number;
  readonly latency?: LatencySummary;
  /** Open loop: requests sent later than due by more than 1 ms, and requests never sent. */
  readonly late?: number;
  readonly dropped?: number;
  /** Open loop: by how much requests that had a connection were sent later than due, in milliseconds. */
  readonly latenessMs?: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly connectionsOpened?: number;
  /** Ended before its amount or duration was reached. */
  readonly partial: boolean;
  /** Why latency and rate must not be taken as good numbers; empty when they may. */
  readonly doubts: readonly Doubt[];
  /** The command that ran, where one did. */
  readonly argv?: readonly string[];
}

/** A reason to distrust a number, as a stable code and a sentence. */
export interface Doubt {
  readonly code: string;
  readonly message: string;
}

export interface LatencySummary {
  readonly minMs: number;
  readonly meanMs: number;
  readonly maxMs: number;
  /** Keys `50`, `75`, `90`, `95`, `99`, `99.9`, `100`. */
  readonly percentilesMs: Readonly<Record<string, number>>;
  /** The smallest step in which the engine measures: 0.001 for microseconds, 1 for whole milliseconds. */
  readonly resolutionMs: number;
}

/** How a request or probe ended. `ok` is the only success. */
export const OUTCOME_KINDS = [
  'ok',
  'dns',
  'connect-refused',
  'connect-timeout',
  'connect-unreachable',
  'tls',
  'reset',
  'write',
  'header-timeout',
  'body-timeout',
  'truncated',
  'protocol',
  'http-502',
  'http-503',
  'http-504',
  'http-5xx',
  'http-4xx',
  'http-other',
  'wrong-content',
  'too-slow',
  'other',
] as const;

export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

export type OutcomeCounts = Readonly<Partial<Record<OutcomeKind, number>>>;

/** One probe, finished. `t` is when it ended. */
export interface ProbeEvent extends At {
  readonly type: 'probe';
  readonly probe: string;
  readonly lane: number;
  readonly sequence: number;
  /** When it was due on the absolute schedule, and when it was really sent. */
  readonly dueMs: number;
  readonly sentMs: number;
  readonly endMs: number;
  /** Of the time between sending and end, how long the prober itself was held up; absent below 0.5 ms. */
  readonly heldUpMs?: number;
  /** Of that, until its request was written: the service was asked so much later; absent below 0.5 ms. */
  readonly heldUpBeforeRequestMs?: number;
  readonly kind: OutcomeKind;
  readonly status?: number;
  /** Who answered, where the page says so. */
  readonly server?: string;
}

/**
 * What a writer was told. `refused`: a clear no, or the request never left; `unknown`: it left, and nothing or
 * nothing certain came back, so that it may be done, now or later.
 */
export type WriteOutcome = 'acknowledged' | 'refused' | 'unknown';

/** One record written, or tried to. `t` is when that ended. */
export interface IntegrityWriteEvent extends At {
  readonly type: 'integrity.write';
  readonly integrity: string;
  /** Counts from 0. Where names are used again, its name is the number modulo their count. */
  readonly record: number;
  readonly dueMs: number;
  readonly sentMs: number;
  readonly endMs: number;
  readonly outcome: WriteOutcome;
  /** `ok` where it is acknowledged. */
  readonly kind: OutcomeKind;
  readonly status?: number;
}

/**
 * What was found under a name. `record`: a whole one; `missing`: a clear answer that there is none; `torn`: something
 * else; `error`: the storage says that it cannot read it; `unread`: nobody could be asked.
 */
export type ReadFinding = 'record' | 'missing' | 'torn' | 'error' | 'unread';

/** One name read. `t` is when that ended. */
export interface IntegrityReadEvent extends At {
  readonly type: 'integrity.read';
  readonly integrity: string;
  /** A record of the name that was read. */
  readonly record: number;
  readonly sentMs: number;
  readonly endMs: number;
  readonly found: ReadFinding;
  /** The record that was found. */
  readonly version?: number;
  /** The last word on this name, after everything was undone. */
  readonly final?: true;
  /** How often it is stored, where that can be seen. */
  readonly copies?: number;
  /** The content may be what the reader's host remembers, and not what is stored. */
  readonly cached?: true;
}

export const FAULT_STAGES = [
  'resolved',
  'armed',
  'injecting',
  'injected',
  'effective',
  'recovering',
  'recovered',
  'healed',
  'failed',
] as const;

/**
 * A fault's life. `injecting`: its first command starts; `injected`: its last command ended; `effective`:
 * seen to have taken effect; `recovering`: undo starts; `recovered`: undo ended; `healed`: the cluster was
 * seen to have recovered; `failed`: `detail` says which stage, and why.
 */
export interface FaultEvent extends At {
  readonly type: 'fault';
  readonly fault: string;
  readonly stage: (typeof FAULT_STAGES)[number];
  /** The hosts it hit, known from `resolved` on. */
  readonly targets: readonly string[];
  readonly detail?: string;
}

/** The state of one subject changed, or was first seen. */
export interface StateEvent extends At {
  readonly type: 'state';
  /** `vip:external`, `server:tcp/cluster21p`, `container:cluster21p`, `brick:gluster1`, `nic:cluster1:external`. */
  readonly subject: string;
  /** A word of the subject's own; `unknown` when its observer lost sight of it. */
  readonly state: string;
  readonly observer: string;
}

/** Counters of the balancer as they stood, per backend and server: sessions or requests so far. */
export interface CountersEvent extends At {
  readonly type: 'counters';
  readonly observer: string;
  readonly backends: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/**
 * How the harness itself was doing since the last reading of the same thread: a second, or less around a cell of
 * a matrix.
 */
export interface HarnessEvent extends At {
  readonly type: 'harness';
  readonly thread: 'main' | 'prober' | 'load';
  readonly eventLoopDelayP99Ms: number;
  readonly eventLoopDelayMaxMs: number;
  /** The load and which of its threads, from 0, of a thread that sends one. */
  readonly load?: string;
  readonly worker?: number;
  /** When what is read of began, where it was not with the reading before. */
  readonly fromMs?: number;
  /** Share of one core used by the harness process, and of all cores by the machine. */
  readonly processCpu?: number;
  readonly machineCpu?: number;
  /** Share of one core used by this thread alone, where the system tells. */
  readonly threadCpu?: number;
  /** Wall-clock time of the reading, milliseconds since 1970: shows steps of that clock, and suspensions. */
  readonly wallMs?: number;
}

/** How far the wall clock of a host is ahead of ours, read when the run began; the error is half the way there and back. */
export interface HostClockEvent extends At {
  readonly type: 'host.clock';
  readonly host: string;
  readonly offsetMs: number;
  readonly errorMs: number;
}

export interface WarningEvent extends At {
  readonly type: 'warning';
  readonly code: string;
  readonly message: string;
}
