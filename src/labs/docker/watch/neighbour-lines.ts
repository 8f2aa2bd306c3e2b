/** One line of `ip -o -4 neigh show` or `ip -o monitor neigh`, of one address. */
export interface NeighbourLine {
  readonly address: string;
  /** Hardware address in lower case; undefined where none is known. */
  readonly hardware: string | undefined;
}

const LINE = /^(Deleted )?(\d+\.\d+\.\d+\.\d+) (?:dev \S+ )?(?:lladdr (\S+) )?/;

/** @returns undefined for a line that speaks of no IPv4 neighbour */
export function parseNeighbourLine(line: string): NeighbourLine | undefined {
  const [, deleted, address, hardware] = LINE.exec(`${line} `) ?? [];
  if (address === undefined) {
    return undefined;
  }
  const isKnown = deleted === undefined && !/\b(FAILED|INCOMPLETE)\b/.test(line);
  return { address, hardware: isKnown ? hardware?.toLowerCase() : undefined };
}
