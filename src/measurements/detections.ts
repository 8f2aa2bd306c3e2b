import type { CheckFacts } from '../history/types.js';
import type { FaultSpan } from './faults.js';
import { isDown, UNKNOWN_STATE } from './states.js';
import type { DetectionRow, StateLane } from './types.js';

const SERVER_PREFIX = 'server:';

/**
 * Faults after which every health check of the server fails, whatever its kind. A process that is stopped is none of
 * them: the kernel still accepts connections for it, so that a check of connections alone goes on succeeding.
 */
const ENDING: ReadonlySet<string> = new Set([
  'nic.unplug',
  'nic.down',
  'process.kill',
  'container.kill',
  'container.stop',
  'power.off',
  'host.crash',
]);

/** When the balancer took the servers out that a fault hit: a row for each server in each of its backends. */
export function detections(
  lanes: readonly StateLane[],
  faults: readonly FaultSpan[],
  check: CheckFacts | undefined,
): readonly DetectionRow[] {
  return faults.flatMap((span) => lanes.flatMap((lane) => detectionOf(lane, span, check) ?? []));
}

function detectionOf(
  { subject, segments }: StateLane,
  span: FaultSpan,
  check: CheckFacts | undefined,
): DetectionRow | undefined {
  const { injectingMs, injectedMs, recoveringMs, facts, targets } = span;
  const name = subject.slice(SERVER_PREFIX.length);
  const isHit = subject.startsWith(SERVER_PREFIX) && targets.includes(name.split('/').at(-1) ?? name);
  const before = segments.findLast(({ fromMs }) => injectingMs !== null && fromMs <= injectingMs);
  if (!isHit || injectingMs === null || before === undefined || !isServing(before.state)) {
    return undefined;
  }
  const untilMs = recoveringMs ?? Number.POSITIVE_INFINITY;
  const down = segments.find(
    ({ fromMs, state }) => fromMs > injectingMs && fromMs <= untilMs && isDown(state),
  );
  const isEnding = ENDING.has(facts.fault);
  if (down === undefined && !isEnding) {
    return undefined;
  }
  const causeMs =
    injectedMs !== null && (down === undefined || injectedMs <= down.fromMs) ? injectedMs : injectingMs;
  return {
    fault: facts.id,
    server: name,
    causeMs,
    downMs: down?.fromMs ?? null,
    delayMs: down === undefined ? null : down.fromMs - causeMs,
    expectedMs: isEnding && check !== undefined ? expectedDetection(check) : null,
  };
}

function isServing(state: string): boolean {
  return state !== UNKNOWN_STATE && !isDown(state);
}

/**
 * A check starts every `inter`, at any phase of which the server failed; `fall` in a row must fail. The first fails at
 * once at the earliest, the last after the check's time-out at the latest: from (fall − 1) × inter to fall × inter +
 * time-out. Source: HAProxy's configuration manual, `inter`, `fall` and `timeout check`.
 */
function expectedDetection({ interMs, fall, timeoutMs }: CheckFacts): { low: number; high: number } {
  return { low: (fall - 1) * interMs, high: fall * interMs + timeoutMs };
}
