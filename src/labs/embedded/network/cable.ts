/** The cable of one NIC, and what it does to what it carries. */
export class Cable {
  plugged = true;
  delayMs = 0;
  jitterMs = 0;
  bytesPerSecond: number | undefined;
  #freeAtMs = 0;

  /** @param random uniform in [0, 1), for jitter */
  constructor(
    readonly host: string,
    readonly network: string,
    private readonly random: () => number,
  ) {}

  /** Neither cut, slow nor limited: what comes in goes out at once. */
  get plain(): boolean {
    return this.plugged && this.delayMs === 0 && this.jitterMs === 0 && this.bytesPerSecond === undefined;
  }

  /** One way, in milliseconds: uniform in delay ± jitter, as netem draws it. */
  drawDelayMs(): number {
    return Math.max(0, this.delayMs + (2 * this.random() - 1) * this.jitterMs);
  }

  /** When the last of `bytes` has left, if they come at `nowMs`. Both directions share the limit. */
  transmit(bytes: number, nowMs: number): number {
    if (this.bytesPerSecond === undefined) {
      return nowMs;
    }
    this.#freeAtMs = Math.max(this.#freeAtMs, nowMs) + (bytes / this.bytesPerSecond) * 1000;
    return this.#freeAtMs;
  }
}

/** The cables between two ends. */
export class Path {
  constructor(readonly cables: readonly Cable[]) {}

  get open(): boolean {
    return this.cables.every((cable) => cable.plugged);
  }

  get plain(): boolean {
    return this.cables.every((cable) => cable.plain);
  }

  /** One way, in milliseconds. */
  delayMs(): number {
    return this.cables.reduce((sum, cable) => sum + cable.drawDelayMs(), 0);
  }

  /** When `bytes` sent at `nowMs` are at the other end. */
  arrivalMs(bytes: number, nowMs: number): number {
    const sentMs = this.cables.reduce((at, cable) => Math.max(at, cable.transmit(bytes, nowMs)), nowMs);
    return sentMs + this.delayMs();
  }
}
