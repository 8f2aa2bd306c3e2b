import type { ComparisonVerdict } from '../../measurements/comparison/types.js';
import type { Measurements } from '../../measurements/types.js';
import { comparisonSpeech, decisionSentences } from '../comparison/text.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, finding, type Tone } from './finding.js';

const TONES = [
  ['too-few', 'doubt'],
  ['worse', 'bad'],
  ['better', 'good'],
] as const satisfies readonly (readonly [ComparisonVerdict, Tone])[];

/** What the scenario asked to be compared: a sentence to decide by for each page in each condition. */
export function comparisonFindings({ comparison }: Measurements, speech: Speech): readonly Finding[] {
  if (comparison === null) {
    return [];
  }
  const verdicts = new Set(comparison.summaries.map(({ verdict }) => verdict));
  const [, tone = 'plain'] = TONES.find(([verdict]) => verdicts.has(verdict)) ?? [];
  return finding('comparison', speech, decisionSentences(comparison, comparisonSpeech(speech)), tone);
}
