import { type Format, formatFor } from '../format.js';
import type { Language } from '../types.js';
import { en, type Locale } from './en.js';
import { es } from './es.js';

const LOCALES: Readonly<Record<Language, Locale>> = { en, es };

/** What a report needs to speak to its reader: the words and the numbers of one language. */
export interface Speech {
  readonly language: Language;
  readonly words: Locale;
  readonly format: Format;
}

export function speechFor(language: Language): Speech {
  return { language, words: LOCALES[language], format: formatFor(language) };
}
