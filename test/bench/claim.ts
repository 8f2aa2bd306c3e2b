/** Something that `chaos` says of its own figures, checked. */
export interface Claim {
  readonly says: string;
  readonly holds: boolean;
  /** The figures, or what is against it. */
  readonly because: string;
}

export function claim(says: string, holds: boolean, because: string): Claim {
  return { says, holds, because };
}

export interface BenchOptions {
  /** A tenth of the time or less: for trying, not for publishing. */
  readonly quick: boolean;
  readonly seed: number;
  /** Of the outages, this kind alone. */
  readonly away?: string;
  /** Where to leave what was recorded, to look into what did not hold. */
  readonly recordIn?: string;
  /** Recorded outages to measure again, instead of new ones. */
  readonly replayFrom?: string;
}

/** Prints its tables as it goes. */
export type Bench = (options: BenchOptions) => Promise<readonly Claim[]>;
