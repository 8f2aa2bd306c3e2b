import { nativeEngine } from '../../src/engines/native.js';
import { ascending, percentile } from '../../src/measurements/statistics/percentile.js';
import { engineContext, loadSpec } from '../engines/support.js';
import { startChild } from './children.js';
import { type BenchOptions, type Claim, claim } from './claim.js';
import { fixed, plainTable } from './table.js';

const RATE = 1000;
const STALL_MS = 2000;
const SERVICE_MS = 2;
const ALLOWED = 0.02;

interface Stalled {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** Whether an open loop shows what a stall did to those who came meanwhile. */
export async function benchOpenLoop({ quick }: BenchOptions): Promise<readonly Claim[]> {
  const durationMs = quick ? 6000 : 20_000;
  const rows: (string | number)[][] = [];
  const claims: Claim[] = [];
  for (const connections of [200, 3000]) {
    const { p99Ms, truthMs, late, dropped } = await stalledLoad(connections, durationMs);
    const error = Math.abs(p99Ms / truthMs - 1);
    const name = `at most ${connections} connections`;
    rows.push([name, fixed(truthMs), fixed(p99Ms), `${fixed(100 * error, 2)}%`, late, dropped]);
    claims.push(
      claim(
        `p99 at ${RATE}/s, ${name}, through a stall of ${STALL_MS} ms is within ${100 * ALLOWED}% of the schedule's`,
        error <= ALLOWED,
        `${fixed(p99Ms)} ms for ${fixed(truthMs)} ms`,
      ),
    );
  }
  console.log(
    plainTable([['open loop', 'true p99 ms', 'reported', 'error', 'sent late', 'dropped'], ...rows]),
  );
  return claims;
}

async function stalledLoad(connections: number, durationMs: number) {
  const stall = { afterMs: durationMs / 3, lastsMs: STALL_MS };
  const child = startChild<unknown>('service-process', { serviceMs: SERVICE_MS, spreadMs: 0, stall });
  try {
    const url = `http://127.0.0.1:${await child.next()}/`;
    const originNs = process.hrtime.bigint();
    const { context, windows } = engineContext({
      clock: { nowMs: () => Number(process.hrtime.bigint() - originNs) / 1e6, sleep: async () => {} },
    });
    const result = await nativeEngine.run(
      loadSpec(url, { connections, durationMs, ratePerSecond: RATE }),
      context,
    );
    const { fromNs, toNs } = (await child.next()) as Stalled;
    const startMs = windows[0]?.fromMs ?? 0;
    const truthMs = scheduledP99(durationMs, {
      fromMs: Number(fromNs - originNs) / 1e6 - startMs,
      toMs: Number(toNs - originNs) / 1e6 - startMs,
    });
    return {
      truthMs,
      p99Ms: result.latency?.percentilesMs['99'] ?? Number.NaN,
      late: result.late ?? 0,
      dropped: result.dropped ?? 0,
    };
  } finally {
    await child.end();
  }
}

/** Of requests due every 1000 / RATE ms: who would be answered during the stall is answered at its end. */
function scheduledP99(durationMs: number, stall: { readonly fromMs: number; readonly toMs: number }): number {
  const latencies = Array.from({ length: (durationMs * RATE) / 1000 }, (_, index) => {
    const dueMs = (index * 1000) / RATE;
    const answeredMs = dueMs + SERVICE_MS;
    return (answeredMs >= stall.fromMs && answeredMs < stall.toMs ? stall.toMs : answeredMs) - dueMs;
  });
  return percentile(ascending(latencies), 0.99) ?? Number.NaN;
}
