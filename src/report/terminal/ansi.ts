import type { Verdict } from '../../measurements/types.js';
import type { Tone } from '../findings/finding.js';

/** Puts colour on text, or leaves it alone where there is to be none. */
export type Paint = (style: Style, text: string) => string;

export type Style = 'bold' | 'dim' | 'inverse' | Tone;

const CODES: Readonly<Record<Style, string>> = {
  plain: '',
  bold: '1',
  dim: '2',
  inverse: '7',
  good: '32',
  bad: '31',
  doubt: '33',
};

export const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  pass: 'good',
  fail: 'bad',
  unknown: 'doubt',
};

export function paintWith(color: boolean): Paint {
  return (style, text) => {
    const code = CODES[style];
    return color && code !== '' && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  };
}
