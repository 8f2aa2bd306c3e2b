import { ChaosError } from '../core/errors.js';
import type {
  ConditionEvent,
  CountersEvent,
  FaultEvent,
  HarnessEvent,
  HistoryEvent,
  IntegrityReadEvent,
  IntegrityWriteEvent,
  LoadEndEvent,
  LoadStartEvent,
  LoadWindow,
  ProbeEvent,
  RunEndEvent,
  RunStartEvent,
  StateEvent,
  WarningEvent,
} from '../history/types.js';

/** A history sorted by subject, in one pass: what every measurement starts from. */
export interface RunRecord {
  readonly start: RunStartEvent;
  /** Absent when the run was killed. */
  readonly end: RunEndEvent | undefined;
  /** End of the run; of a killed run, the last time that the history knows. */
  readonly endMs: number;
  readonly loads: readonly LoadRecord[];
  readonly probes: ReadonlyMap<string, readonly ProbeEvent[]>;
  readonly recordWrites: ReadonlyMap<string, readonly IntegrityWriteEvent[]>;
  readonly recordReads: ReadonlyMap<string, readonly IntegrityReadEvent[]>;
  readonly faults: ReadonlyMap<string, readonly FaultEvent[]>;
  /** By cell. */
  readonly conditions: ReadonlyMap<string, ConditionEvent>;
  readonly states: readonly StateEvent[];
  readonly counters: readonly CountersEvent[];
  readonly harness: readonly HarnessEvent[];
  readonly warnings: readonly WarningEvent[];
}

export interface LoadRecord {
  readonly start: LoadStartEvent;
  readonly windows: readonly LoadWindow[];
  /** Absent when the run was killed meanwhile. */
  readonly end: LoadEndEvent | undefined;
}

/** @throws ChaosError HISTORY_WITHOUT_START where nothing says what was run */
export function readRecord(events: Iterable<HistoryEvent>): RunRecord {
  const draft = new Draft();
  for (const event of events) {
    draft.add(event);
  }
  return draft.finish();
}

/** The same of events that are still read. @throws ChaosError HISTORY_WITHOUT_START, and whatever reading throws */
export async function streamRecord(events: AsyncIterable<HistoryEvent>): Promise<RunRecord> {
  const draft = new Draft();
  for await (const event of events) {
    draft.add(event);
  }
  return draft.finish();
}

interface OpenLoad {
  readonly start: LoadStartEvent;
  readonly windows: LoadWindow[];
  end: LoadEndEvent | undefined;
}

class Draft {
  private start: RunStartEvent | undefined;
  private end: RunEndEvent | undefined;
  private lastMs = 0;
  private readonly loads: OpenLoad[] = [];
  private readonly currentLoad = new Map<string, OpenLoad>();
  private readonly probes = new Map<string, ProbeEvent[]>();
  private readonly conditions = new Map<string, ConditionEvent>();
  private readonly recordWrites = new Map<string, IntegrityWriteEvent[]>();
  private readonly recordReads = new Map<string, IntegrityReadEvent[]>();
  private readonly faults = new Map<string, FaultEvent[]>();
  private readonly states: StateEvent[] = [];
  private readonly counters: CountersEvent[] = [];
  private readonly harness: HarnessEvent[] = [];
  private readonly warnings: WarningEvent[] = [];

  add(event: HistoryEvent): void {
    this.lastMs = Math.max(this.lastMs, event.t);
    switch (event.type) {
      case 'run.start':
        this.start = event;
        return;
      case 'run.end':
        this.end = event;
        return;
      case 'probe':
        append(this.probes, event.probe, event);
        return;
      case 'condition':
        this.conditions.set(event.load, event);
        return;
      case 'integrity.write':
        append(this.recordWrites, event.integrity, event);
        return;
      case 'integrity.read':
        append(this.recordReads, event.integrity, event);
        return;
      case 'fault':
        append(this.faults, event.fault, event);
        return;
      case 'state':
        this.states.push(event);
        return;
      case 'counters':
        this.counters.push(event);
        return;
      case 'harness':
        this.harness.push(event);
        return;
      case 'warning':
        this.warnings.push(event);
        return;
      // For whoever compares the log of a host with the history; nothing is measured by it.
      case 'host.clock':
        return;
      default:
        this.addLoad(event);
    }
  }

  private addLoad(event: Extract<HistoryEvent, { type: `load.${string}` }>): void {
    if (event.type === 'load.start') {
      const opened: OpenLoad = { start: event, windows: [], end: undefined };
      this.loads.push(opened);
      this.currentLoad.set(event.load, opened);
      return;
    }
    const current = this.currentLoad.get(event.load);
    if (current === undefined) {
      return;
    }
    if (event.type === 'load.window') {
      current.windows.push(withoutBuckets(event.window));
    } else {
      current.end = event;
    }
  }

  finish(): RunRecord {
    if (this.start === undefined) {
      throw new ChaosError('HISTORY_WITHOUT_START', 'the history does not say what was run', {
        hint: 'its first line must be the run.start event; the run may have been killed before it began',
      });
    }
    return {
      start: this.start,
      end: this.end,
      endMs: this.end?.t ?? this.lastMs,
      loads: this.loads,
      probes: this.probes,
      recordWrites: this.recordWrites,
      recordReads: this.recordReads,
      faults: this.faults,
      conditions: this.conditions,
      states: this.states,
      counters: this.counters,
      harness: this.harness,
      warnings: this.warnings,
    };
  }
}

/** Nothing is measured by its steps of 10 ms, and they take most of its memory. */
function withoutBuckets({ fromMs, toMs, outcomes, latency }: LoadWindow): LoadWindow {
  return { fromMs, toMs, outcomes, ...(latency === undefined ? {} : { latency }) };
}

function append<Event>(groups: Map<string, Event[]>, key: string, event: Event): void {
  const group = groups.get(key);
  if (group === undefined) {
    groups.set(key, [event]);
  } else {
    group.push(event);
  }
}
