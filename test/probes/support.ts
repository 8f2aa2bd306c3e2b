import { monotonicOriginNs } from '../../src/core/clock.js';
import type { ProbeEvent } from '../../src/history/types.js';
import { startProbes } from '../../src/probes/prober.js';
import type { ProbeSpec } from '../../src/probes/types.js';

/** A probe to start from: every 20 ms, a new connection each. */
export function probeSpec(changes: Partial<ProbeSpec> = {}): ProbeSpec {
  return {
    id: 'tcp',
    url: 'http://127.0.0.1:1/',
    method: 'GET',
    headers: {},
    everyMs: 20,
    timeoutMs: 5000,
    connection: 'new',
    lanes: 1,
    cookies: false,
    expect: { status: [200] },
    ...changes,
  };
}

/** Probes until `count` of them have ended, and returns all. */
export async function probe(specs: readonly ProbeSpec[], count: number): Promise<ProbeEvent[]> {
  const events: ProbeEvent[] = [];
  let enough = () => {};
  const ended = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const probes = await startProbes(specs, {
    originNs: monotonicOriginNs(),
    onProbe: (event) => {
      events.push(event);
      if (events.length >= count) enough();
    },
    onDelay: () => {},
  });
  await ended;
  await probes.stop();
  return events;
}
