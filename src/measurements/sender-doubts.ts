import type { Fidelity } from '../core/fidelity.js';
import { groupBy } from '../core/group-by.js';
import type { Doubt, HarnessEvent, LoadStartEvent } from '../history/types.js';
import { clockTrouble, type HarnessReading, meanOver } from './harness-readings.js';
import { type Interval, overlaps } from './intervals.js';

/** Share of one core of a sending thread; or, where it is not known, of all threads of the harness together. */
const BUSY_SENDER = 0.9;
/** Share of all cores of the machine. */
const BUSY_MACHINE = 0.95;
/** The system counts processor time in steps of 10 ms: over less than this the share is a guess. */
const LEAST_COVERED_MS = 100;
/** A load thread that is held up for longer sends and reads too late to time answers. */
const LONGEST_DELAY_MS = 100;
/** Share of the ports for outgoing connections that may be in use or waiting. */
const MOST_PORTS = 0.9;

/** What is wrong with the sender of a cell: makes its figures useless, or is only to be known. */
export interface SenderDoubts {
  readonly invalid: readonly Doubt[];
  readonly warnings: readonly Doubt[];
}

/** Of a cell that another host sends, nothing is known of the sender but the clocks of this one. */
export function senderDoubts(
  start: LoadStartEvent,
  cell: Interval,
  readings: readonly HarnessReading[],
  fidelity: Fidelity,
): SenderDoubts {
  const meanwhile = readings.filter((reading) => overlaps(reading, cell));
  const clocks = meanwhile.flatMap((reading) => clockTrouble(reading) ?? []).map(clockJumped);
  if (!isLocal(start)) {
    return { invalid: clocks, warnings: [] };
  }
  const machine = machineDoubts(meanwhile, cell);
  const threads = meanwhile.filter(({ event }) => isOfLoad(event, start.load));
  // A lab runs on the machine that sends: that it is busy is then the cluster's own limit.
  const isOwnMachine = fidelity === 'live';
  return {
    invalid: [
      ...clocks,
      ...(threadsSayTheirShare(threads, cell) ? threadDoubts(threads, cell) : processDoubts(meanwhile, cell)),
      ...heldUpDoubts(threads),
      ...(isOwnMachine ? machine : []),
    ],
    warnings: isOwnMachine ? [] : machine,
  };
}

/**
 * Each request of a cell without keep-alive leaves a port waiting for a minute. Known as a warning only: a port may
 * serve several destinations, and on loopback it is taken again at once.
 */
export function portWarnings({ ports }: LoadStartEvent, requests: number): readonly Doubt[] {
  if (ports === undefined || ports.timeWait + requests <= MOST_PORTS * ports.available) {
    return [];
  }
  const message = `${ports.timeWait} sockets were waiting out their end before ${requests} more connections, of ${ports.available} local ports`;
  return [{ code: 'PORTS_LOW', message }];
}

function isLocal({ from }: LoadStartEvent): boolean {
  return from === undefined || from === 'local';
}

function clockJumped(message: string): Doubt {
  return { code: 'CLOCK_JUMPED', message };
}

function processDoubts(readings: readonly HarnessReading[], cell: Interval): readonly Doubt[] {
  const share = busyShare(readings, cell, ({ processCpu }) => processCpu, BUSY_SENDER);
  return share === undefined
    ? []
    : [{ code: 'LOAD_GENERATOR_SATURATED', message: `the load generator used ${share} of a core` }];
}

function machineDoubts(readings: readonly HarnessReading[], cell: Interval): readonly Doubt[] {
  const share = busyShare(readings, cell, ({ machineCpu }) => machineCpu, BUSY_MACHINE);
  return share === undefined
    ? []
    : [{ code: 'MACHINE_SATURATED', message: `the machine that sent the load was ${share} busy` }];
}

/** The share in words where it reaches the limit; undefined below it, and where too little of the cell was read. */
function busyShare(
  readings: readonly HarnessReading[],
  cell: Interval,
  figure: (event: HarnessEvent) => number | undefined,
  limit: number,
): string | undefined {
  const { value, coveredMs } = meanOver(readings, cell, figure);
  return coveredMs >= LEAST_COVERED_MS && value >= limit ? `${Math.round(100 * value)}%` : undefined;
}

function isOfLoad({ thread, load }: HarnessEvent, wanted: string): boolean {
  return thread === 'load' && (load === undefined || load === wanted);
}

/** Several threads may well use more than one core together: where each is known, none is judged by the whole process. */
function threadsSayTheirShare(threads: readonly HarnessReading[], cell: Interval): boolean {
  return meanOver(threads, cell, ({ threadCpu }) => threadCpu).coveredMs >= LEAST_COVERED_MS;
}

function threadDoubts(threads: readonly HarnessReading[], cell: Interval): readonly Doubt[] {
  const ofEach = groupBy(threads, ({ event }) => `${event.worker ?? 0}`);
  return [...ofEach.values()].flatMap((readings, index) => {
    const share = busyShare(readings, cell, ({ threadCpu }) => threadCpu, BUSY_SENDER);
    const which = ofEach.size === 1 ? 'the thread' : `thread ${index + 1} of ${ofEach.size}`;
    const message = `${which} that sent the load used ${share} of a core`;
    return share === undefined ? [] : [{ code: 'LOAD_GENERATOR_SATURATED', message }];
  });
}

function heldUpDoubts(threads: readonly HarnessReading[]): readonly Doubt[] {
  const worstMs = threads.reduce((worst, { event }) => Math.max(worst, event.eventLoopDelayMaxMs), 0);
  return worstMs > LONGEST_DELAY_MS
    ? [
        {
          code: 'LOAD_THREAD_DELAYED',
          message: `the thread that sent the load was held up for ${Math.round(worstMs)} ms`,
        },
      ]
    : [];
}
