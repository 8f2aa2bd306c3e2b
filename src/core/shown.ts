const LONGEST = 80;

/** A value of a file, on one line and short, for messages. Long texts are only counted. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) {
    return 'nothing';
  }
  if (typeof value === 'string') {
    return value.length <= LONGEST ? quoted(value) : `a text of ${value.length} characters`;
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' ? 'a mapping' : String(value);
}

/** A name of a file in a sentence: bare where it is a plain word, quoted where it is not. */
export function named(name: string): string {
  return name.length <= LONGEST && /^[\p{L}\p{N}_.:*@+/[\]-]+$/u.test(name) ? name : shown(name);
}

/** Also without what a terminal would obey or not show. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
