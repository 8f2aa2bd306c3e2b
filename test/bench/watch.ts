import type { HistoryEvent, ProbeEvent, ProbeFacts } from '../../src/history/types.js';
import { measure } from '../../src/measurements/measure.js';
import type { Measurements } from '../../src/measurements/types.js';
import { startProbes } from '../../src/probes/prober.js';
import type { ProbeSpec } from '../../src/probes/types.js';
import { probeFacts, runEnd, runStart } from '../measurements/histories.js';
import { GOOD_PAGE } from './faulty-server.js';

/** What the real prober recorded, and what the real estimator makes of it. */
export interface Watched {
  readonly originNs: bigint;
  readonly events: readonly HistoryEvent[];
  readonly measured: Measurements;
  /** The prober's event loop, seconds apart. */
  readonly delays: readonly { readonly t: number; readonly p99Ms: number; readonly maxMs: number }[];
}

export function probeOf(
  port: number,
  changes: Pick<ProbeSpec, 'id' | 'everyMs'> & Partial<ProbeSpec>,
): ProbeSpec {
  return {
    url: `http://127.0.0.1:${port}/`,
    method: 'GET',
    headers: {},
    timeoutMs: 1000,
    connection: 'new',
    lanes: 1,
    cookies: false,
    expect: { status: [200], contains: GOOD_PAGE },
    ...changes,
  };
}

/** Probes until `meanwhile` has ended, and measures as a run does. */
export async function watch(
  specs: readonly ProbeSpec[],
  meanwhile: () => Promise<unknown>,
): Promise<Watched> {
  const originNs = process.hrtime.bigint();
  const probes: ProbeEvent[] = [];
  const delays: Watched['delays'][number][] = [];
  const running = await startProbes(specs, {
    originNs,
    onProbe: (event) => probes.push(event),
    onDelay: ({ t, p99Ms, maxMs }) => delays.push({ t, p99Ms, maxMs }),
  });
  try {
    await meanwhile();
  } finally {
    await running.stop();
  }
  const endMs = Number(process.hrtime.bigint() - originNs) / 1e6;
  const events = [runStart({ probes: specs.map(factsOf) }), ...probes, runEnd(endMs)];
  return { originNs, events, measured: measure(events), delays };
}

function factsOf({ id, connection, everyMs, timeoutMs, lanes }: ProbeSpec): ProbeFacts {
  return probeFacts({ id, connection, intervalMs: everyMs, timeoutMs, lanes });
}
