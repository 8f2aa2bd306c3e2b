import { createHash, type Hash } from 'node:crypto';

/** No page that a probe should fetch fifty times a second is larger. */
export const KEPT_BODY_BYTES = 1024 * 1024;

/** Keeps the beginning of a body, and hashes all of it, as far as either is wanted. */
export class BodyKeeper {
  readonly #pieces: Buffer[] = [];
  #kept = 0;
  readonly #hash: Hash | undefined;

  constructor(
    readonly keep: boolean,
    hash: boolean,
  ) {
    this.#hash = hash ? createHash('sha256') : undefined;
  }

  /** Takes bytes that will be overwritten after the call. */
  take(bytes: Uint8Array, from: number, to: number): void {
    this.#hash?.update(bytes.subarray(from, to));
    if (!this.keep || this.#kept >= KEPT_BODY_BYTES) return;
    const piece = Buffer.from(bytes.subarray(from, Math.min(to, from + KEPT_BODY_BYTES - this.#kept)));
    this.#pieces.push(piece);
    this.#kept += piece.length;
  }

  body(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** Hex; to be asked once. */
  sha256(): string | undefined {
    return this.#hash?.digest('hex');
  }
}
