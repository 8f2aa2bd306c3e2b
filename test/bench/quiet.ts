import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './children.js';
import { type BenchOptions, type Claim, claim } from './claim.js';
import { AWAY } from './faulty-server.js';
import { fixed, plainTable } from './table.js';
import { probeOf, watch } from './watch.js';

const INTERVALS_MS = [5, 20, 100] as const;
const CONNECTIONS = ['new', 'keepalive'] as const;

/** Whether nothing is reported while nothing happens, with the other core loaded. */
export async function benchQuiet({ quick, seed }: BenchOptions): Promise<readonly Claim[]> {
  const minutes = quick ? 1 : 10;
  const task = { away: AWAY[0], lengthsMs: [], times: 0, leastGapMs: 0, mostGapMs: 0, settleMs: 0, seed };
  const server = startChild<readonly number[]>('faulty-process', [task]);
  const busy = startChild('busy-process', { forMs: minutes * 60_000 + 10_000 });
  try {
    const [port = 0] = await server.next();
    const specs = CONNECTIONS.flatMap((connection) =>
      INTERVALS_MS.map((everyMs) => probeOf(port, { id: `${connection}@${everyMs}`, everyMs, connection })),
    );
    const { measured } = await watch(specs, () => sleep(minutes * 60_000));
    const rows = measured.probes.map((probe) => [
      probe.id,
      probe.sent,
      probe.sent - probe.late - probe.ok,
      probe.late,
      fixed(probe.latencyMs?.p50, 2),
      fixed(probe.latencyMs?.p99, 2),
      fixed(probe.latencyMs?.max),
      fixed(probe.latenessP99Ms, 2),
      fixed(probe.latenessMaxMs),
      measured.outages.filter((outage) => outage.probe === probe.id).length,
    ]);
    const heading = 'probe|sent|failed|left out|response p50|p99|max|late p99|max|outages';
    console.log(plainTable([heading.split('|'), ...rows]));
    const shown = measured.outages.map(
      ({ probe, startMs, lowMs, highMs }) =>
        `${probe} at ${fixed(startMs)}: [${fixed(lowMs)}, ${fixed(highMs)}]`,
    );
    return [
      claim(
        `no outage is reported in ${minutes} min without faults`,
        shown.length === 0,
        shown.length === 0 ? 'none' : shown.join('; '),
      ),
    ];
  } finally {
    await busy.end();
    await server.end();
  }
}
