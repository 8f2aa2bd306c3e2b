import type { DetectionRow, Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, finding, listOf } from './finding.js';

/** How long the balancer went on sending requests to what was gone, a sentence for each fault. */
export function detectionFindings({ detections }: Measurements, speech: Speech): readonly Finding[] {
  const faults = [...new Set(detections.map(({ fault }) => fault))];
  const sentences = faults.map((fault) =>
    sentenceOf(
      fault,
      detections.filter((row) => row.fault === fault),
      speech,
    ),
  );
  const missed = detections.some(({ downMs }) => downMs === null);
  return finding('detection', speech, sentences, missed ? 'doubt' : 'plain');
}

function sentenceOf(fault: string, rows: readonly DetectionRow[], speech: Speech): string {
  const { words, format } = speech;
  const delays = rows.flatMap(({ delayMs }) => delayMs ?? []);
  const missed = rows.filter(({ downMs }) => downMs === null).map(({ server }) => server);
  const expected = rows.find(({ expectedMs }) => expectedMs !== null)?.expectedMs;
  const clauses = [
    ...(delays.length > 0 ? [words.findings.takenOut(delays.length, rangeText(delays, speech))] : []),
    ...(expected ? [words.findings.checksExpect(format.range(expected.low, expected.high))] : []),
    ...(missed.length > 0 ? [words.findings.notTakenOut(listOf(missed, speech))] : []),
  ];
  return words.findings.detection(fault, clauses.join('; '));
}

function rangeText(delaysMs: readonly number[], { format }: Speech): string {
  const low = Math.min(...delaysMs);
  const high = Math.max(...delaysMs);
  return low === high ? format.duration(low) : format.range(low, high);
}
