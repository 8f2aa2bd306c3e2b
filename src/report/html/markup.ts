import { htmlEscape } from 'escape-goat';
import { printable, unbroken } from '../text.js';

/** Text as markup: escaped, and with its units kept on the line of their numbers. */
export function markup(text: string): string {
  return htmlEscape(unbroken(printable(text)));
}
