import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEvent } from '../../src/history/types.js';
import type { Action, ExecResult, Host } from '../../src/hosts/types.js';
import type { Plan, PlannedFault } from '../../src/plan/types.js';
import { type Journal, openJournal } from '../../src/run/journal.js';
import { runClock } from '../../src/run/run-clock.js';
import { stateBoard } from '../../src/run/state-board.js';
import type { RunContext } from '../../src/run/types.js';

/** A host that understands `set WORD`, `is WORD` and `fail`, and remembers what it was told. */
export class ToyHost implements Host {
  readonly description;
  readonly told: string[] = [];
  state = 'up';

  constructor(readonly name: string) {
    this.description = { kind: 'toy', name };
  }

  async exec(argv: readonly string[]): Promise<ExecResult> {
    const [verb, word = ''] = argv;
    if (verb === 'set') {
      this.told.push(argv.join(' '));
      this.state = word;
    }
    const exitCode = verb === 'fail' ? 1 : 0;
    return { exitCode, stdout: `${this.state}\n`, stderr: exitCode === 0 ? '' : 'it broke', durationMs: 0 };
  }

  stream(): never {
    throw new Error('a toy host streams nothing');
  }

  async upload(): Promise<void> {}
  async close(): Promise<void> {}
}

/** Sets the host's state to `down`, and back to `up`. */
export function toyAction(host: string, change: Partial<Action> = {}): Action {
  const step = (word: string) => ({ host, argv: ['set', word], description: `set ${word}` });
  const check = (word: string) => ({
    host,
    argv: ['is', word],
    description: `${host} is ${word}`,
    stdoutMatches: `^${word}$`,
  });
  return {
    preflight: [check('up')],
    inject: [step('down')],
    undo: [step('up')],
    effective: check('down'),
    recovered: check('up'),
    ...change,
  };
}

export function toyFault(id: string, host: string, change: Partial<PlannedFault> = {}): PlannedFault {
  return {
    id,
    fault: 'toy.down',
    target: host,
    atMs: 0,
    holdMs: 20,
    selections: [{ hosts: [host], choice: 'all' }],
    actions: { [host]: toyAction(host) },
    ...change,
  };
}

export interface ToyRun {
  readonly run: RunContext;
  readonly events: HistoryEvent[];
  readonly hosts: Readonly<Record<string, ToyHost>>;
  readonly journal: Journal;
  readonly stateDir: string;
  readonly broken: AbortController;
  readonly interrupt: AbortController;
  remove(): void;
}

/** A run over two toy hosts, `a` and `b`. */
export function toyRun(faults: readonly PlannedFault[], change: Partial<Plan> = {}): ToyRun {
  const stateDir = mkdtempSync(join(tmpdir(), 'chaos-toy-'));
  const hosts: Record<string, ToyHost> = { a: new ToyHost('a'), b: new ToyHost('b') };
  const journal = openJournal(stateDir, 'toy', {
    scenario: 'toy',
    cluster: 'toy',
    runDir: stateDir,
    startedAt: '2026-01-01T00:00:00.000Z',
  });
  const events: HistoryEvent[] = [];
  const broken = new AbortController();
  const interrupt = new AbortController();
  const board = stateBoard();
  const cluster = {
    name: 'toy',
    environment: 'lab' as const,
    hosts: {},
    vips: {},
    frontends: {},
    storage: {},
    loadFrom: 'local',
  };
  const plan: Plan = {
    schema: 'chaos/plan@1',
    scenario: 'toy',
    title: { en: 'Toy' },
    cluster,
    fidelity: 'live',
    fidelityNotes: [],
    seed: 1,
    durationMs: 50,
    loads: [],
    cells: [],
    probes: [],
    integrity: [],
    faults,
    observers: [],
    outages: { minimumFailures: 1, mergeOver: 0 },
    expect: [],
    hosts: { a: { kind: 'toy', name: 'a' }, b: { kind: 'toy', name: 'b' } },
    ...change,
  };
  const run: RunContext = {
    id: 'toy',
    plan,
    cluster,
    controls: {},
    parts: {
      engines: {},
      observers: [],
      startProbes: async () => ({ stop: async () => {} }),
      startIntegrity: async () => ({ finish: async () => {} }),
      open: async ({ name }) => hostOf(hosts, name),
    },
    clock: runClock(),
    journal,
    board,
    signal: AbortSignal.any([interrupt.signal, broken.signal]),
    record: (event) => {
      board.see(event);
      events.push(event);
    },
    breakOff: (reason) => broken.abort(reason),
    host: async (name) => hostOf(hosts, name),
  };
  const remove = () => rmSync(stateDir, { recursive: true, force: true });
  return { run, events, hosts, journal, stateDir, broken, interrupt, remove };
}

function hostOf(hosts: Readonly<Record<string, ToyHost>>, name: string): ToyHost {
  const host = hosts[name];
  if (host === undefined) {
    throw new Error(`no toy host ${name}`);
  }
  return host;
}

/** The stages of a fault in order, as the history has them. */
export function stagesOf(events: readonly HistoryEvent[], fault: string): string[] {
  return events.flatMap((event) => (event.type === 'fault' && event.fault === fault ? [event.stage] : []));
}
