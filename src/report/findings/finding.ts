import type { Outage } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';

/** One thing that the run showed, as sentences. Terminal, Markdown and HTML all print these very words. */
export interface Finding {
  readonly topic: Topic;
  /** The topic's name in the reader's language. */
  readonly label: string;
  readonly tone: Tone;
  readonly text: string;
  /** Further sentences, each of its own line. */
  readonly details: readonly string[];
}

export type Topic =
  | 'run'
  | 'outage'
  | 'integrity'
  | 'failover'
  | 'fault'
  | 'repeats'
  | 'detection'
  | 'comparison'
  | 'behaviour'
  | 'condition'
  | 'failures'
  | 'rate'
  | 'availability'
  | 'peak'
  | 'scaling'
  | 'balance'
  | 'stickiness';

/** How a text is to be taken; colour only repeats what the words say. */
export type Tone = 'plain' | 'good' | 'bad' | 'doubt';

export function finding(
  topic: Topic,
  speech: Speech,
  sentences: readonly string[],
  tone: Tone = 'plain',
): readonly Finding[] {
  const [text, ...details] = sentences;
  return text === undefined ? [] : [{ topic, label: speech.words.labels[topic], tone, text, details }];
}

/** `a, b and c`; of more than `most`, the first and how many more. */
export function listOf(items: readonly string[], speech: Speech, most = 4): string {
  const { and, others } = speech.words.list;
  if (items.length > most) {
    return `${items.slice(0, most).join(', ')} ${others(items.length - most)}`;
  }
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${and} ${last}`;
}

/** `148 header-timeout, 2 reset`, the commonest first. */
export function kindsText(kinds: Outage['kinds'], speech: Speech): string {
  return kindCounts(kinds)
    .map(([kind, count]) => `${speech.format.integer(count)} ${speech.words.kinds[kind]}`)
    .join(', ');
}

export function failuresIn(kinds: Outage['kinds']): number {
  return kindCounts(kinds).reduce((sum, [, count]) => sum + count, 0);
}

function kindCounts(kinds: Outage['kinds']): [keyof Outage['kinds'], number][] {
  const counts = Object.entries(kinds) as [keyof Outage['kinds'], number][];
  return counts.filter(([kind, count]) => kind !== 'ok' && count > 0).sort((a, b) => b[1] - a[1]);
}

export function sumKinds(all: readonly Outage['kinds'][]): Outage['kinds'] {
  const sum: Partial<Record<keyof Outage['kinds'], number>> = {};
  for (const kinds of all) {
    for (const [kind, count] of kindCounts(kinds)) {
      sum[kind] = (sum[kind] ?? 0) + count;
    }
  }
  return sum;
}
