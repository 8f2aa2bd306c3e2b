import { distance } from 'fastest-levenshtein';
import { named } from './shown.js';

/**
 * The candidate that `word` was most likely meant to be, or undefined when none is near. Near is: the same
 * but for capitals, the last part of a dotted name (`unplug` for `nic.unplug`), the same letters in another
 * order, or an edit distance of at most 40% of the word's length; one letter alone is near to nothing.
 */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const same =
    candidates.find((candidate) => candidate.toLowerCase() === lower) ??
    candidates.find((candidate) => lower !== '' && candidate.toLowerCase().endsWith(`.${lower}`));
  if (same !== undefined) {
    return same;
  }
  const limit = word.length < 2 ? 0 : Math.max(1, Math.floor(word.length * 0.4));
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = editsBetween(lower, candidate.toLowerCase(), limit);
    if (edits <= limit && edits < (best?.edits ?? Number.POSITIVE_INFINITY)) {
      best = { candidate, edits };
    }
  }
  return best?.candidate;
}

const MOST_SHOWN = 20;

/** `did you mean …?`, or else what there is to choose from. */
export function suggestionHint(word: string, candidates: readonly string[], noun: string): string {
  const near = suggest(word, candidates);
  if (near !== undefined) {
    return `did you mean ${named(near)}?`;
  }
  if (candidates.length === 0) {
    return `there are no ${noun}`;
  }
  const first = candidates.slice(0, MOST_SHOWN).map(named).join(', ');
  return `${noun}: ${first}${candidates.length > MOST_SHOWN ? ', …' : ''}`;
}

function editsBetween(word: string, candidate: string, limit: number): number {
  if (Math.abs(word.length - candidate.length) > limit) {
    return Number.POSITIVE_INFINITY;
  }
  // `tpc` for `tcp` is two edits by Levenshtein, yet one slip of the fingers.
  return sortedLetters(word) === sortedLetters(candidate) ? 1 : distance(word, candidate);
}

function sortedLetters(text: string): string {
  return [...text].sort().join('');
}
