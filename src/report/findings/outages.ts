import type { Failover, Measurements, Outage, ProbeRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, finding, listOf } from './finding.js';

/** So many outages are told in sentences; the others are in the table. */
const TOLD = 3;

/** How long the site was away, how sure that is, and what the timers make one expect. */
export function outageFindings(measurements: Measurements, speech: Speech): readonly Finding[] {
  const incidents = incidentsOf(measurements.outages, measurements.probes);
  if (incidents.length > 0) {
    return finding('outage', speech, sentencesOf(incidents, measurements, speech), 'bad');
  }
  if (measurements.probes.some((probe) => probe.sent > 0)) {
    return finding('outage', speech, [nothingSeen(measurements.probes, speech)], 'good');
  }
  return measurements.faults.length > 0
    ? finding('outage', speech, [speech.words.findings.notProbed], 'doubt')
    : [];
}

/** One absence of the site as several probes may have seen it: `main` is the longest sight of it. */
interface Incident {
  readonly main: Outage;
  readonly seen: readonly Outage[];
}

function incidentsOf(outages: readonly Outage[], probes: readonly ProbeRow[]): readonly Incident[] {
  const sorted = [...outages].sort((a, b) => a.startMs - b.startMs);
  const groups: Outage[][] = [];
  let reachesMs = Number.NEGATIVE_INFINITY;
  for (const outage of sorted) {
    const current = groups.at(-1);
    if (
      current !== undefined &&
      outage.startMs <= reachesMs &&
      !current.some((o) => o.probe === outage.probe)
    ) {
      current.push(outage);
    } else {
      groups.push([outage]);
    }
    reachesMs = Math.max(reachesMs, outage.endMs + resolutionOf(outage, probes));
  }
  return groups.map((seen) => ({ main: seen.reduce(longer), seen }));
}

function longer(a: Outage, b: Outage): Outage {
  if (isOpen(a) !== isOpen(b)) {
    return isOpen(a) ? a : b;
  }
  return b.lowMs > a.lowMs ? b : a;
}

function sentencesOf(incidents: readonly Incident[], measurements: Measurements, speech: Speech): string[] {
  const [only] = incidents;
  if (incidents.length === 1 && only !== undefined) {
    return [incidentSentence(only, measurements, speech)];
  }
  const longest = [...incidents].sort((a, b) => b.main.lowMs - a.main.lowMs).slice(0, TOLD);
  const told = incidents.filter((incident) => longest.includes(incident));
  const left = incidents.length - told.length;
  return [
    totalSentence(incidents, speech),
    ...told.map((incident) => incidentSentence(incident, measurements, speech)),
    ...(left > 0 ? [speech.words.findings.moreOutages(left)] : []),
  ];
}

function totalSentence(incidents: readonly Incident[], { words, format }: Speech): string {
  const mains = incidents.map((incident) => incident.main);
  const count = format.integer(mains.length);
  const longest = boundsText(
    mains.reduce((a, b) => (b.lowMs > a.lowMs ? b : a)),
    format,
    words,
  );
  const low = format.duration(sum(mains.map((outage) => outage.lowMs)));
  if (mains.some(isOpen)) {
    return `${words.findings.manyOutagesAtLeast(count, longest, low)}.`;
  }
  const high = format.duration(sum(mains.map((outage) => outage.highMs)));
  return `${words.findings.manyOutages(count, longest, low, high)}.`;
}

function boundsText(outage: Outage, format: Speech['format'], words: Speech['words']): string {
  return isOpen(outage)
    ? words.tables.atLeast(format.duration(outage.lowMs))
    : format.bounded(outage.durationMs, outage.lowMs, outage.highMs);
}

function incidentSentence(incident: Incident, measurements: Measurements, speech: Speech): string {
  const { main } = incident;
  const words = speech.words.findings;
  const clauses = [
    `${awayText(main, measurements.probes, speech)}${witnesses(incident, measurements.probes, speech)}, ${words.from(
      words.at(speech.format.seconds(main.startMs)),
    )}, ${main.fault === null ? words.noFault : words.during(main.fault)}`,
    ...(main.openAtStart ? [words.openBefore] : []),
    ...(main.openAtEnd ? [words.stillOpen] : []),
    ...expectationClauses(main, measurements.failovers, speech),
    ...silentProbes(incident, measurements.probes, speech),
  ];
  return `${clauses.join('; ')}.`;
}

function awayText(outage: Outage, probes: readonly ProbeRow[], { words, format }: Speech): string {
  if (isOpen(outage)) {
    return words.findings.awayAtLeast(format.duration(outage.lowMs));
  }
  const bounds = format.bounded(outage.durationMs, outage.lowMs, outage.highMs);
  const probe = probeOf(outage, probes);
  return words.findings.away(bounds, probe === undefined ? '' : ` (${intervalText(probe, words, format)})`);
}

function witnesses({ seen, main }: Incident, probes: readonly ProbeRow[], speech: Speech): string {
  if (probes.length < 2) {
    return '';
  }
  const names = [main.probe, ...seen.filter((outage) => outage !== main).map((outage) => outage.probe)];
  return ` ${speech.words.findings.seenBy(listOf(names, speech, 3))}`;
}

function silentProbes({ seen }: Incident, probes: readonly ProbeRow[], speech: Speech): string[] {
  const names = probes.map((probe) => probe.id).filter((id) => !seen.some((outage) => outage.probe === id));
  return names.length === 0 ? [] : [speech.words.findings.notSeenBy(listOf(names, speech, 3))];
}

function expectationClauses(
  outage: Outage,
  failovers: readonly Failover[],
  { words, format }: Speech,
): string[] {
  const expected = failoverBehind(outage, failovers)?.expectedMs;
  if (!expected) {
    return [];
  }
  const clauses = [
    expected.high === 0
      ? words.findings.noneExpected
      : words.findings.expected(format.range(expected.low, expected.high)),
  ];
  if (outage.lowMs > expected.high) {
    clauses.push(words.findings.longer(format.duration(outage.lowMs - expected.high)));
  } else if (!isOpen(outage) && outage.highMs < expected.low) {
    clauses.push(words.findings.shorter(format.duration(expected.low - outage.highMs)));
  }
  return clauses;
}

/** The failover that this outage belongs to: the one whose users felt it, or that happened while it lasted. */
function failoverBehind(outage: Outage, failovers: readonly Failover[]): Failover | undefined {
  const known = failovers.filter((failover) => failover.expectedMs !== null);
  const slackMs = outage.durationMs - (outage.endMs - outage.startMs);
  return (
    known.find((one) => one.outage?.lowMs === outage.lowMs && one.outage.highMs === outage.highMs) ??
    known.find(
      (one) =>
        one.fault === outage.fault &&
        one.takeoverMs >= outage.startMs - slackMs &&
        one.takeoverMs <= outage.endMs + slackMs,
    )
  );
}

function nothingSeen(probes: readonly ProbeRow[], { words, format }: Speech): string {
  const coarsest = Math.max(...probes.map((probe) => probe.resolutionMs));
  return words.findings.noOutage(format.duration(coarsest), probes.length > 1);
}

function resolutionOf(outage: Outage, probes: readonly ProbeRow[]): number {
  return probeOf(outage, probes)?.resolutionMs ?? 0;
}

/** T, and in how many staggered lanes. */
function intervalText(
  { intervalMs, resolutionMs }: ProbeRow,
  words: Speech['words'],
  format: Speech['format'],
): string {
  const lanes = resolutionMs > 0 ? Math.round(intervalMs / resolutionMs) : 1;
  return words.findings.interval(format.duration(intervalMs), lanes);
}

function probeOf(outage: Outage, probes: readonly ProbeRow[]): ProbeRow | undefined {
  return probes.find((probe) => probe.id === outage.probe);
}

function isOpen(outage: Outage): boolean {
  return outage.openAtStart || outage.openAtEnd;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
