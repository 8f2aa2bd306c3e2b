import type { LoadRow, Measurements, ProbeRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, failuresIn, finding, kindsText, sumKinds } from './finding.js';

/** What failed, by kind: probes first, then each load. */
export function failureFindings({ probes, loads }: Measurements, speech: Speech): readonly Finding[] {
  const kinds = [...probes, ...loads].map((row) => row.failedByKind);
  const tone = failuresIn(sumKinds(kinds)) > 0 ? 'bad' : 'good';
  const sentences = [...probeFailures(probes, speech), ...loads.map((load) => loadFailures(load, speech))];
  return finding('failures', speech, sentences, tone);
}

function probeFailures(probes: readonly ProbeRow[], { words, format, ...rest }: Speech): string[] {
  if (probes.length === 0) {
    return [];
  }
  const kinds = sumKinds(probes.map((probe) => probe.failedByKind));
  const failed = failuresIn(kinds);
  const sent = format.integer(probes.reduce((sum, probe) => sum + probe.sent, 0));
  const late = probes.reduce((sum, probe) => sum + probe.late, 0);
  const speech = { words, format, ...rest };
  return [
    failed === 0
      ? words.findings.noProbeFailed(sent)
      : words.findings.probesFailed(format.integer(failed), sent, kindsText(kinds, speech)),
    ...(late > 0 ? [words.findings.probesLate(format.integer(late))] : []),
  ];
}

function loadFailures(load: LoadRow, speech: Speech): string {
  const { words, format } = speech;
  const requests = format.integer(load.requests);
  if (load.failed === 0) {
    return words.findings.noRequestFailed(load.id, requests);
  }
  const kinds = kindsText(load.failedByKind, speech);
  return words.findings.requestsFailed(load.id, format.integer(load.failed), requests, kinds);
}

/** What the faults did to the rate of each load. */
export function rateFindings({ loads }: Measurements, speech: Speech): readonly Finding[] {
  const tone = loads.some((load) => load.doubts.length > 0) ? 'doubt' : 'plain';
  return finding(
    'rate',
    speech,
    loads.flatMap((load) => rateSentence(load, speech)),
    tone,
  );
}

function rateSentence(load: LoadRow, speech: Speech): string[] {
  const { words, format } = speech;
  const { before, during, after, whole } = load.requestsPerSecond;
  const spoken = (rate: number | null, phrase: (rate: string) => string) =>
    rate === null ? [] : [phrase(format.rate(rate))];
  const phases = [
    ...spoken(before, words.findings.before),
    ...spoken(during, words.findings.duringRate),
    ...spoken(after, words.findings.after),
  ];
  const parts =
    during === null ? spoken(whole, words.findings.whole) : [...phases, ...recovery(load, speech)];
  if (parts.length === 0) {
    return [];
  }
  const reasons = load.doubts.map((doubt) => doubt.message).join('; ');
  const said = parts.join(', ');
  return [words.findings.rates(load.id, reasons === '' ? said : words.findings.inDoubt(said, reasons))];
}

/** Slower answers, where they were slower than before anything went wrong; and since when all is as before. */
function recovery(
  { responseMs, band, fullCapacityMs, restoredMs }: LoadRow,
  { words, format }: Speech,
): string[] {
  const { during } = responseMs;
  const usual = band.responseMs;
  const isSlow = during !== null && usual !== null && during > usual.high;
  const since = fullCapacityMs === null || restoredMs === null ? null : fullCapacityMs - restoredMs;
  return [
    ...(isSlow ? [words.findings.slower(format.duration(during), format.duration(usual.mean))] : []),
    ...(since === null ? [] : [words.findings.asBefore(format.offset(since))]),
  ];
}

/** Availability by time and by requests, with both words explained once. */
export function availabilityFindings({ probes }: Measurements, speech: Speech): readonly Finding[] {
  const { words, format } = speech;
  const shown = (share: number | null) => (share === null ? words.findings.notMeasured : format.share(share));
  const sentences = probes.map((probe) => {
    const both = words.findings.availability(
      shown(probe.availabilityByTime),
      shown(probe.availabilityByRequests),
    );
    return probes.length === 1 ? `${both}.` : words.findings.availabilityOfProbe(probe.id, both);
  });
  return sentences.length === 0
    ? []
    : finding('availability', speech, [...sentences, words.findings.availabilityWords]);
}
