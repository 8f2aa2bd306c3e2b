import type { ProbeEvent } from '../../src/history/types.js';
import { type Interval, overlaps } from '../../src/measurements/intervals.js';
import type { ProbeRow } from '../../src/measurements/types.js';
import type { ProbeSpec } from '../../src/probes/types.js';
import { startChild } from './children.js';
import { type BenchOptions, type Claim, claim } from './claim.js';
import { AWAY, type Away, type FaultyServerTask, HELD_UP_FROM_MS, type Truth } from './faulty-server.js';
import { excusedMs, proberHeldUp } from './held-up.js';
import { type Matched, matchOutages, outsideMs, type Sighting, tooWideMs } from './match-outages.js';
import { readWaves, type Wave, writeWave } from './outage-recording.js';
import { fixed, plainTable } from './table.js';
import { probeOf, watch } from './watch.js';

const INTERVALS_MS = [5, 20, 100] as const;
const GAP_MS = { least: 350, most: 550 } as const;
/** Where every request is answered in the end, most must be answered at once for "late" to mean anything. */
const GAP_OF_LATE_MS = { least: 1700, most: 1900 } as const;
/** Before the first outage: response times to know, as any run has. */
const SETTLE_MS = 2500;
/** Servers side by side: four with their probes take about a third of one core. */
const SIDE_BY_SIDE = 4;
/** The estimator calls it an outage when requests waited together for longer than this; less is latency. */
const STALL_MS = 100;

interface Seen extends Matched {
  readonly away: Away;
  readonly intervalMs: number;
  readonly row: ProbeRow;
  /** When the machine kept the prober from running. */
  readonly heldUp: readonly Interval[];
}

/** Whether bounds hold the truth, for known outages of every kind, with the other core loaded. */
export async function benchOutages(options: BenchOptions): Promise<readonly Claim[]> {
  const waves =
    options.replayFrom === undefined ? await watchAll(options) : await readWaves(options.replayFrom);
  const seen = waves.flatMap(seenIn);
  printTables(seen);
  return claimsOf(seen);
}

async function watchAll(options: BenchOptions): Promise<readonly Wave[]> {
  const kinds = AWAY.filter((away) => options.away === undefined || options.away === away);
  const lengthsMs = options.quick ? [37, 200, 1000] : [37, 200, 1000, 3610];
  const times = options.quick ? 4 : 50;
  const waveMs = SETTLE_MS + times * lengthsMs.reduce((sum, ms) => sum + ms + GAP_OF_LATE_MS.most, 0);
  const forMs = Math.ceil(kinds.length / SIDE_BY_SIDE) * waveMs;
  console.log(
    `${kinds.length} servers, ${times} × ${lengthsMs.join(', ')} ms each, at most ${Math.ceil(forMs / 60_000)} min`,
  );
  const busy = startChild('busy-process', { forMs: forMs + 120_000 });
  const waves: Wave[] = [];
  try {
    for (let from = 0; from < kinds.length; from += SIDE_BY_SIDE) {
      const tasks = kinds
        .slice(from, from + SIDE_BY_SIDE)
        .map((away, index) => taskOf(away, lengthsMs, times, options.seed + from + index));
      const wave = await watchWave(tasks);
      waves.push(wave);
      if (options.recordIn !== undefined) await writeWave(options.recordIn, wave);
    }
    return waves;
  } finally {
    await busy.end();
  }
}

function taskOf(away: Away, lengthsMs: readonly number[], times: number, seed: number): FaultyServerTask {
  const late = away === 'hang-late';
  const gap = late ? GAP_OF_LATE_MS : GAP_MS;
  return {
    away,
    // Requests that wait for less and are answered then have met a slow answer, not an outage.
    lengthsMs: late ? lengthsMs.filter((ms) => ms > STALL_MS) : lengthsMs,
    times,
    leastGapMs: gap.least,
    mostGapMs: gap.most,
    settleMs: SETTLE_MS,
    seed,
  };
}

async function watchWave(tasks: readonly FaultyServerTask[]): Promise<Wave> {
  const child = startChild<unknown>('faulty-process', tasks);
  try {
    const ports = (await child.next()) as readonly number[];
    const specs = tasks.flatMap((task, index) => INTERVALS_MS.map((T) => specOf(task, ports[index] ?? 0, T)));
    let truths: readonly (readonly Truth[])[] = [];
    const watched = await watch(specs, async () => {
      child.tell('go');
      truths = (await child.next()) as typeof truths;
    });
    return { truths: tasks.map(({ away }, index) => ({ away, truths: truths[index] ?? [] })), watched };
  } finally {
    await child.end();
  }
}

/** Requests that are answered late must not time out before: that is what this kind is about. */
function specOf({ away }: FaultyServerTask, port: number, everyMs: number): ProbeSpec {
  return probeOf(port, { id: idOf(away, everyMs), everyMs, timeoutMs: away === 'hang-late' ? 5000 : 1000 });
}

function idOf(away: Away, intervalMs: number): string {
  return `${away}@${intervalMs}`;
}

function seenIn({ truths, watched }: Wave): readonly Seen[] {
  return truths.flatMap((of) =>
    INTERVALS_MS.map((intervalMs) => seenBy(of.away, intervalMs, of.truths, watched)),
  );
}

function seenBy(away: Away, intervalMs: number, truths: readonly Truth[], watched: Wave['watched']): Seen {
  const id = idOf(away, intervalMs);
  const outages = watched.measured.outages.filter(({ probe }) => probe === id);
  const row = watched.measured.probes.find((probe) => probe.id === id);
  if (row === undefined) throw new Error(`nothing was measured of ${id}`);
  const { sightings, falseOutages } = matchOutages(truths, outages, watched.originNs, intervalMs);
  const probes = watched.events.filter((event) => event.type === 'probe' && event.probe === id);
  return { away, intervalMs, row, falseOutages, sightings, heldUp: proberHeldUp(probes as ProbeEvent[]) };
}

/** Shorter than this, an outage may go unseen. */
function mayBeUnseen({ away, intervalMs }: Seen, { lengthMs }: Sighting): boolean {
  // Of those that are answered in the end, two must have waited, and one of them long.
  const leastMs = away === 'hang-late' ? Math.max(2 * intervalMs, intervalMs + STALL_MS) : intervalMs;
  return lengthMs[1] < leastMs;
}

function printTables(seen: readonly Seen[]): void {
  const extras = (one: Seen) =>
    one.sightings
      .flatMap(({ outages }) => outages)
      .map((outage) => outage.highMs - outage.lowMs - 2 * one.intervalMs)
      .sort((a, b) => a - b);
  const rows = seen.map((one) => {
    const extra = extras(one);
    const found = one.sightings.filter(({ outages }) => outages.length > 0);
    return [
      one.away,
      one.intervalMs,
      one.sightings.length,
      found.length,
      outside(one).length,
      fixed(Math.max(0, ...outside(one).map(({ byMs }) => byMs)), 2),
      tooWide(one).length,
      needlesslyWide(one).length,
      fixed(extra[Math.floor(extra.length / 2)]),
      fixed(extra[Math.floor(extra.length * 0.95)]),
      fixed(extra.at(-1)),
      one.sightings.filter(({ outages }) => outages.length > 1).length,
      one.falseOutages.length,
      fixed(one.row.latencyMs?.p99),
      fixed(one.row.latenessP99Ms, 2),
      fixed(one.row.latenessMaxMs),
      one.row.late,
      one.row.sent,
    ];
  });
  const heading =
    'away|T|outages|seen|outside|by ms|too wide|by us|width-2T p50|p95|max|split|false|response p99|late p99|late max|left out|probes';
  console.log(plainTable([heading.split('|'), ...rows]));
}

interface Offence {
  readonly what: string;
  readonly byMs: number;
}

function outside(one: Seen): readonly Offence[] {
  return offences(one, outsideMs);
}

function tooWide(one: Seen): readonly Offence[] {
  return offences(one, (_, outage) => tooWideMs(outage, one.intervalMs));
}

/** Wider than can be put down to the machine, which kept server or prober from running. */
function needlesslyWide(one: Seen): readonly Offence[] {
  return offences(one, (sighting, outage) => {
    const { serverHeldUp: server, beganMs, endedMs } = sighting;
    const around = { fromMs: beganMs[0] - HELD_UP_FROM_MS, toMs: outage.endedMs?.high ?? endedMs[1] };
    const prober = one.heldUp.filter((time) => overlaps(time, around));
    return tooWideMs(outage, one.intervalMs) - excusedMs({ server, prober }, outage);
  });
}

function offences(
  one: Seen,
  byMs: (sighting: Sighting, outage: Sighting['outages'][number]) => number,
): readonly Offence[] {
  return one.sightings.flatMap((sighting) =>
    sighting.outages
      .map((outage) => ({ outage, by: byMs(sighting, outage) }))
      .filter(({ by }) => by > 0)
      .map(({ outage, by }) => ({
        what: `${idOf(one.away, one.intervalMs)} of ${fixed(sighting.lengthMs[1])} at ${fixed(sighting.beganMs[0])}: [${fixed(outage.lowMs)}, ${fixed(outage.highMs)}]`,
        byMs: by,
      })),
  );
}

function claimsOf(seen: readonly Seen[]): readonly Claim[] {
  const count = seen.reduce((sum, one) => sum + one.sightings.filter(isSeen).length, 0);
  const lost = seen.flatMap((one) =>
    one.sightings
      .filter((sighting) => !isSeen(sighting) && !mayBeUnseen(one, sighting))
      .map((sighting) => `${idOf(one.away, one.intervalMs)} at ${fixed(sighting.beganMs[0])}`),
  );
  const split = seen.flatMap((one) =>
    one.sightings
      .filter(({ outages }) => outages.length > 1)
      .map((sighting) => `${idOf(one.away, one.intervalMs)} at ${fixed(sighting.beganMs[0])}`),
  );
  const unfounded = seen.flatMap((one) =>
    one.falseOutages.map((outage) => `${outage.probe} at ${fixed(outage.startMs)}`),
  );
  return [
    offenceClaim('the true length of every outage lies within its bounds', seen.flatMap(outside), count),
    offenceClaim(
      'no bounds are wider than 2T + 5 ms and what the machine held server and prober up',
      seen.flatMap(needlesslyWide),
      count,
    ),
    listClaim('no outage of T or longer goes unseen', lost, count),
    listClaim('no outage falls apart', split, count),
    listClaim('no outage is reported where there was none', unfounded, count),
    unseenClaim(seen),
  ];
}

function isSeen({ outages }: Sighting): boolean {
  return outages.length > 0;
}

function offenceClaim(says: string, against: readonly Offence[], of: number): Claim {
  const worst = against.toSorted((one, other) => other.byMs - one.byMs);
  const examples = worst.slice(0, 5).map(({ what, byMs }) => `${what} by ${fixed(byMs, 2)} ms`);
  return listClaim(says, examples, of, against.length);
}

function listClaim(says: string, examples: readonly string[], of: number, count = examples.length): Claim {
  const because = count === 0 ? `all of ${of}` : `${count} of ${of}: ${examples.slice(0, 5).join('; ')}`;
  return claim(says, count === 0, because);
}

/** An outage of D < T is missed with probability 1 − D / T; with n of them the count scatters as a binomial. */
function unseenClaim(seen: readonly Seen[]): Claim {
  const short = seen
    .filter(({ away }) => away !== 'hang-late')
    .flatMap((one) =>
      one.sightings
        .filter((sighting) => mayBeUnseen(one, sighting))
        .map((sighting) => ({
          missed: isSeen(sighting) ? 0 : 1,
          share: 1 - sighting.lengthMs[1] / one.intervalMs,
        })),
    );
  const missed = short.reduce((sum, one) => sum + one.missed, 0);
  const expected = short.reduce((sum, one) => sum + one.share, 0);
  const deviation = Math.sqrt(short.reduce((sum, { share }) => sum + share * (1 - share), 0));
  return claim(
    'outages of D < T go unseen at the rate 1 − D / T (within three standard deviations)',
    Math.abs(missed - expected) <= 3 * deviation,
    `${missed} of ${short.length}, expected ${fixed(expected)} ± ${fixed(deviation)}`,
  );
}
