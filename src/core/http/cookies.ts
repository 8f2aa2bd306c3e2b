/** What a browser sends back, without domains, paths and ages: one jar belongs to one URL. */
export class CookieJar {
  readonly #values = new Map<string, string>();

  /** Takes the values of Set-Cookie headers. @returns whether anything changed */
  take(setCookies: readonly string[]): boolean {
    let changed = false;
    for (const header of setCookies) {
      const pair = header.split(';', 1)[0] ?? '';
      const equals = pair.indexOf('=');
      if (equals <= 0) continue;
      const name = pair.slice(0, equals).trim();
      const value = pair.slice(equals + 1).trim();
      if (this.#values.get(name) === value) continue;
      this.#values.set(name, value);
      changed = true;
    }
    return changed;
  }

  /** Value of the Cookie header; empty without cookies. */
  header(): string {
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
