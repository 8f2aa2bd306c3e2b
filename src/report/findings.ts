import type { Measurements, Verdict } from '../measurements/types.js';
import { balanceFindings, peakFindings, stickinessFindings } from './findings/capacity.js';
import { comparisonFindings } from './findings/comparison.js';
import { behaviourFindings, conditionFindings } from './findings/conditions.js';
import { detectionFindings } from './findings/detections.js';
import { failoverFindings } from './findings/failovers.js';
import { faultFindings } from './findings/faults.js';
import type { Finding } from './findings/finding.js';
import { integrityFindings } from './findings/integrity.js';
import { outageFindings } from './findings/outages.js';
import { repetitionFindings } from './findings/repetitions.js';
import { scalingFindings } from './findings/scaling.js';
import { availabilityFindings, failureFindings, rateFindings } from './findings/traffic.js';
import { verdictSentence } from './findings/verdict.js';
import type { Speech } from './locales/locale.js';

export type { Finding };

/** What a reader came for, in the order of asking; every format that is read prints this first. */
export interface Summary {
  readonly title: string;
  readonly verdict: Verdict;
  readonly verdictWord: string;
  readonly verdictSentence: string;
  /** How real the cluster was, and whether the run went to its end: to be read before any figure. */
  readonly notices: readonly string[];
  /** What exactly is not as on a real cluster. */
  readonly notes: readonly string[];
  /** Scenario, cluster, start, duration and seed. */
  readonly facts: readonly Fact[];
  readonly findings: readonly Finding[];
}

export interface Fact {
  readonly label: string;
  readonly text: string;
}

export function summarise(measurements: Measurements, speech: Speech): Summary {
  const { words, language } = speech;
  return {
    title: measurements.title[language] ?? measurements.title.en,
    verdict: measurements.verdict,
    verdictWord: words.verdict[measurements.verdict],
    verdictSentence: verdictSentence(measurements, speech),
    notices: noticesOf(measurements, speech),
    notes: measurements.fidelityNotes,
    facts: factsOf(measurements, speech),
    findings: [
      ...comparisonFindings(measurements, speech),
      ...behaviourFindings(measurements, speech),
      ...outageFindings(measurements, speech),
      ...integrityFindings(measurements, speech),
      ...failoverFindings(measurements, speech),
      ...repetitionFindings(measurements, speech),
      ...detectionFindings(measurements, speech),
      ...conditionFindings(measurements, speech),
      ...faultFindings(measurements, speech),
      ...failureFindings(measurements, speech),
      ...rateFindings(measurements, speech),
      ...availabilityFindings(measurements, speech),
      ...peakFindings(measurements, speech),
      ...scalingFindings(measurements, speech),
      ...stickinessFindings(measurements, speech),
      ...balanceFindings(measurements, speech),
    ],
  };
}

function noticesOf({ outcome, fidelity }: Measurements, { words }: Speech): readonly string[] {
  return [
    ...(outcome === 'completed' ? [] : [words.outcome[outcome]]),
    ...(fidelity === 'live' ? [] : [words.fidelity[fidelity]]),
  ];
}

function factsOf(measurements: Measurements, { words, format }: Speech): readonly Fact[] {
  const { header } = words;
  return [
    { label: header.scenario, text: measurements.scenario },
    { label: header.cluster, text: `${measurements.cluster} (${header.fidelity[measurements.fidelity]})` },
    { label: header.started, text: wallClock(measurements.startedAt) },
    { label: header.duration, text: format.duration(measurements.durationMs) },
    { label: header.seed, text: String(measurements.seed) },
  ];
}

/** `2026-03-02T10:00:00.123Z` as `2026-03-02 10:00:00 UTC`; anything else as it is. */
function wallClock(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}
