import type { Socket } from 'node:net';
import type { Path } from './cable.js';

/** What travels: bytes, the end of the stream (FIN), or a reset (RST). */
type Parcel = Buffer | 'end' | 'reset';

/** What a sender may have on the way before it has to wait, like a TCP window. */
const WINDOW_BYTES = 256 * 1024;
/** Slow cables carry small pieces, so that bytes trickle instead of arriving in gulps. */
const PIECE_BYTES = 8 * 1024;

export interface ConduitOptions {
  /** Further condition, beside the cables, for parcels to pass. */
  readonly mayPass?: () => boolean;
  /** Called whenever a parcel is stopped by `mayPass` or a cable that is out. */
  readonly onHeld?: () => void;
}

/** One direction of a connection: from one socket, over cables, to another. Order is kept, nothing is lost. */
export class Conduit {
  readonly #queue: { readonly parcel: Parcel; readonly dueMs: number }[] = [];
  #queuedBytes = 0;
  #lastDueMs = 0;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly path: Path,
    private readonly options: ConduitOptions = {},
  ) {
    from.on('data', (chunk: Buffer) => this.accept(chunk));
    from.once('end', () => this.#finish('end'));
    from.once('close', () => this.#finish('reset'));
    to.on('drain', () => this.#resume());
    to.once('close', () => clearTimeout(this.#timer));
  }

  /** Takes bytes that were read before the conduit was there. */
  accept(chunk: Buffer): void {
    if (this.#queue.length === 0 && this.path.plain && this.#mayPass()) {
      this.#deliver(chunk);
      return;
    }
    for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
      this.#enqueue(chunk.subarray(start, start + PIECE_BYTES));
    }
    this.#queuedBytes += chunk.length;
    if (this.#queuedBytes >= WINDOW_BYTES) {
      this.from.pause();
    }
    this.pump();
  }

  /** Delivers what is due. To be called when anything about the path has changed. */
  pump(): void {
    clearTimeout(this.#timer);
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      if (!(this.path.open && this.#mayPass())) {
        this.options.onHeld?.();
        return;
      }
      const waitMs = head.dueMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.pump(), waitMs);
        return;
      }
      this.#queue.shift();
      this.#deliver(head.parcel);
    }
    this.#resume();
  }

  #mayPass(): boolean {
    return this.options.mayPass?.() ?? true;
  }

  #finish(parcel: 'end' | 'reset'): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#enqueue(parcel);
      this.pump();
    }
  }

  #enqueue(parcel: Parcel): void {
    const nowMs = performance.now();
    const bytes = typeof parcel === 'string' ? 0 : parcel.length;
    const arrivalMs = this.path.plain ? nowMs : this.path.arrivalMs(bytes, nowMs);
    this.#lastDueMs = Math.max(this.#lastDueMs, arrivalMs);
    this.#queue.push({ parcel, dueMs: this.#lastDueMs });
  }

  #deliver(parcel: Parcel): void {
    if (parcel === 'end') {
      this.to.end();
    } else if (parcel === 'reset') {
      reset(this.to);
    } else if (this.to.writable) {
      if (!this.to.write(parcel)) {
        this.from.pause();
      }
    }
    this.#queuedBytes -= typeof parcel === 'string' ? 0 : Math.min(this.#queuedBytes, parcel.length);
  }

  #resume(): void {
    if (this.#queuedBytes < WINDOW_BYTES && !this.to.writableNeedDrain) {
      this.from.resume();
    }
  }
}

/** Ends a connection so that its peer sees a reset; a local socket of ours knows only its end. */
export function reset(socket: Socket): void {
  if (socket.remoteAddress === undefined) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}
