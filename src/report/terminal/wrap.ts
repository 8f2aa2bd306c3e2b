import stringWidth from 'string-width';
import { unbroken } from '../text.js';

/** Lines of at most `width` columns, broken at spaces between words; a longer word is broken within. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of unbroken(text)
    .split(' ')
    .flatMap((one) => pieces(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((one) => one.replaceAll('\u00a0', ' '));
}

function pieces(word: string, width: number): readonly string[] {
  const all: string[] = [];
  let piece = '';
  for (const character of word) {
    if (stringWidth(piece + character) > width) {
      all.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...all, piece];
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

export function longestWord(text: string): number {
  return Math.max(...text.split(' ').map((word) => stringWidth(word)));
}
