import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { monotonicClock } from '../core/clock.js';
import { httpTarget } from '../core/http/request.js';
import { openWire, secureContextFor } from '../core/http/wire.js';
import { startTicker } from '../core/ticker.js';
import type { ProbeEvent } from '../history/types.js';
import { HeldUp } from './held-up.js';
import { Lane } from './lane.js';
import { Outbox } from './outbox.js';
import { preferThisThread } from './prefer-this-thread.js';
import type { ProberData, ProberMessage } from './prober.js';
import { LaneSchedule, laneStarts } from './schedule.js';
import type { ProbeSpec } from './types.js';

/** Sockets of all lanes together; 5 ms probes against a server that hangs for 10 s hold 2,000. */
const MOST_IN_FLIGHT = 4096;
const DELAY_EVERY_MS = 1000;
/** The monitor's own timer; its readings include it. */
const DELAY_RESOLUTION_MS = 10;
/** Between getting ready and the first probe. */
const HEAD_START_MS = 2;
/** While an answer is awaited, this thread wakes at least so often to see whether it was held up. */
const LOOK_EVERY_MS = 10;
/** And so soon after sending, to see whether it was held up before the request was written. */
const FIRST_LOOK_MS = 2;

const { specs, originNs, authorities } = workerData as ProberData;
const tell = (message: ProberMessage) => parentPort?.postMessage(message);
const outbox = new Outbox<ProbeEvent>((events) => tell({ type: 'probes', events }));
const toRunMs = monotonicClock(originNs).nowMs() - performance.now();
const nowMs = () => performance.now() + toRunMs;

preferThisThread();
const heldUp = new HeldUp();
let inFlight = 0;
let stopping = false;
const lanes: Lane[] = [];
const ticker = await startTicker(runDue);
const startMs = nowMs() + HEAD_START_MS;
const schedules = specs.flatMap(schedulesOf);
watchDelay();
parentPort?.on('message', () => {
  stopping = true;
  endIfDone();
});
tell({ type: 'started' });
runDue();

function schedulesOf(spec: ProbeSpec): LaneSchedule[] {
  const target = httpTarget(spec.url);
  const ca = spec.caFile === undefined ? undefined : authorities.get(spec.caFile);
  const secureContext = secureContextFor(target, ca);
  const wire = { target, ...(secureContext === undefined ? {} : { secureContext }) };
  return laneStarts(startMs, spec.everyMs, spec.lanes).map((laneStartMs, index) => {
    const lane = new Lane(spec, index, {
      target,
      nowMs,
      heldUpMs: () => heldUp.totalMs(nowMs()),
      connect: (exchange) => openWire(wire, exchange),
      enter,
      leave: () => {
        inFlight--;
      },
      record,
    });
    lanes.push(lane);
    return new LaneSchedule(laneStartMs, spec.everyMs, lane);
  });
}

function enter(): boolean {
  if (inFlight >= MOST_IN_FLIGHT) return false;
  inFlight++;
  return true;
}

function record(event: ProbeEvent): void {
  outbox.push(event);
  if (stopping) endIfDone();
}

/** After the last probe was sent it goes on looking, until the last answer is there or was waited for. */
function runDue(): void {
  heldUp.runs(nowMs(), Number.POSITIVE_INFINITY);
  const before = inFlight;
  const dueMs = stopping ? Number.POSITIVE_INFINITY : runSchedules();
  const lookMs = nowMs() + (inFlight > before ? FIRST_LOOK_MS : LOOK_EVERY_MS);
  const wakeMs = inFlight > 0 ? Math.min(dueMs, lookMs) : dueMs;
  heldUp.runs(nowMs(), wakeMs);
  ticker.wakeAt(wakeMs - toRunMs);
}

/** @returns when the next one is due, infinite where there is none */
function runSchedules(): number {
  for (const schedule of schedules) {
    schedule.run(nowMs);
  }
  return Math.min(...schedules.map(({ wakeMs }) => wakeMs));
}

function endIfDone(): void {
  if (inFlight > 0) return;
  for (const lane of lanes) lane.close();
  outbox.flush();
  tell({ type: 'ended' });
}

function watchDelay(): void {
  const monitor = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  monitor.enable();
  const beyondResolution = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - DELAY_RESOLUTION_MS);
  setInterval(() => {
    if (monitor.count === 0) return;
    tell({
      type: 'delay',
      t: nowMs(),
      p99Ms: beyondResolution(monitor.percentile(99)),
      maxMs: beyondResolution(monitor.max),
    });
    monitor.reset();
  }, DELAY_EVERY_MS);
}
