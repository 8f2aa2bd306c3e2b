/** One line of `ip -o -4 address show` or `ip -o -4 monitor address`. */
export interface AddressLine {
  readonly address: string;
  readonly present: boolean;
}

/** @returns undefined for a line that speaks of no IPv4 address */
export function parseAddressLine(line: string): AddressLine | undefined {
  const found = /^(Deleted )?\d+: \S+\s+inet (\d+\.\d+\.\d+\.\d+)/.exec(line);
  return found?.[2] === undefined ? undefined : { address: found[2], present: found[1] === undefined };
}

/** Who has which of the virtual addresses, as hosts tell it one line at a time. */
export class Owners {
  readonly #held = new Map<string, Set<string>>();

  /** @param vips address by the name of the virtual IP */
  constructor(private readonly vips: ReadonlyMap<string, string>) {}

  see(host: string, { address, present }: AddressLine): void {
    const held = this.#heldBy(host);
    if (present) {
      held.add(address);
    } else {
      held.delete(address);
    }
  }

  /** A host that went away has no addresses. */
  forget(host: string): void {
    this.#heldBy(host).clear();
  }

  /** State by subject: the owner, `none`, or owners joined by `+`. */
  states(): ReadonlyMap<string, string> {
    const ownersOf = (address: string) =>
      [...this.#held].flatMap(([host, held]) => (held.has(address) ? [host] : [])).sort();
    return new Map(
      [...this.vips].map(([name, address]) => [`vip:${name}`, ownersOf(address).join('+') || 'none']),
    );
  }

  #heldBy(host: string): Set<string> {
    const held = this.#held.get(host) ?? new Set();
    this.#held.set(host, held);
    return held;
  }
}
