/** Without control characters: names come from files and servers, and a terminal or XML obeys some of them. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, ' ');
}

/** Numbers kept on one line with their units, by no-break spaces: `3.12 s`, `t = 10.34 s`, `n = 1,000`. */
export function unbroken(text: string): string {
  return text
    .replace(/(\d) (?=(?:s|ms|min|%)(?!\w))/g, '$1\u00a0')
    .replace(/\b([tTnc]) = (?=\S)/g, '$1\u00a0=\u00a0');
}

/** A file name or anchor made of any name: lower case, digits and hyphens, never empty. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'unnamed' : plain.slice(0, 60);
}

/** Makes names different that {@link slug} made the same, in order: `a`, `a-2`, `a-3`. */
export function uniqueSlugs(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const base = slug(name);
    let candidate = base;
    for (let count = 2; taken.has(candidate); count++) {
      candidate = `${base}-${count}`;
    }
    taken.add(candidate);
    return candidate;
  };
}
