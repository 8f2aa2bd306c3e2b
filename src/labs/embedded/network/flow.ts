import { createConnection, type Socket } from 'node:net';
import type { Path } from './cable.js';
import { Conduit, type ConduitOptions } from './conduit.js';
import { knock } from './knock.js';

/** A connection as the switch sees it: from a socket that it has, to a node's socket that it opens. */
export interface FlowOptions {
  /** Where the SYN goes just now, or why it gets no answer. */
  readonly locate: () => Route | undefined;
  /** Sent to the node before anything else. */
  readonly preamble: string;
  readonly onConnected?: () => void;
  readonly onRefused: () => void;
  /** Called once, when nothing of the connection is left. */
  readonly onClosed: (flow: Flow) => void;
}

export interface Route {
  readonly socketPath: string;
  readonly path: Path;
  /** For what the initiator sends. */
  readonly outbound?: ConduitOptions;
}

/** What the initiator may send while the connection is not there yet. */
const EARLY_BYTES = 64 * 1024;

export class Flow {
  #target: Socket | undefined;
  #conduits: readonly Conduit[] = [];
  readonly #early: Buffer[] = [];
  #earlyBytes = 0;
  #stopKnocking: () => void = () => {};

  constructor(
    readonly initiator: Socket,
    private readonly options: FlowOptions,
  ) {
    initiator.on('error', () => {});
    initiator.on('data', this.#hoard);
    initiator.once('end', this.#giveUp);
    initiator.once('close', this.#giveUp);
    initiator.resume();
    this.#knock();
  }

  /** To be called when cables or the owner of an address have changed. */
  pump(): void {
    for (const conduit of this.#conduits) {
      conduit.pump();
    }
  }

  readonly #hoard = (chunk: Buffer) => {
    this.#early.push(chunk);
    this.#earlyBytes += chunk.length;
    if (this.#earlyBytes > EARLY_BYTES) {
      this.initiator.pause();
    }
  };

  /** The initiator went away before it was connected. */
  readonly #giveUp = () => {
    this.#stopKnocking();
    this.initiator.destroy();
    this.#target?.destroy();
    this.options.onClosed(this);
  };

  #knock(): void {
    this.#stopKnocking = knock(() => this.#attempt());
  }

  #attempt(): boolean {
    const route = this.options.locate();
    if (route === undefined) {
      return false;
    }
    const roundTripMs = route.path.plain ? 0 : route.path.delayMs() + route.path.delayMs();
    if (roundTripMs === 0) {
      this.#connect(route);
    } else {
      const timer = setTimeout(() => this.#connect(route), roundTripMs);
      this.initiator.once('close', () => clearTimeout(timer));
    }
    return true;
  }

  #connect(route: Route): void {
    const target = createConnection({ path: route.socketPath, allowHalfOpen: true });
    this.#target = target;
    target.once('error', (error: NodeJS.ErrnoException) => this.#notConnected(route, error.code));
    target.once('connect', () => {
      target.removeAllListeners('error');
      target.on('error', () => {});
      if (route.outbound?.mayPass?.() ?? true) {
        target.write(this.options.preamble);
        this.#join(target, route);
      } else {
        // The address moved while the SYN was on its way: it never reached this node.
        target.destroy();
        this.#knock();
      }
    });
  }

  #notConnected(route: Route, code: string | undefined): void {
    if (this.initiator.destroyed) {
      return;
    }
    if (code === 'EAGAIN') {
      // The backlog of a process that accepts nothing is full: the SYN is dropped.
      setTimeout(() => this.initiator.destroyed || this.#connect(route), 1000);
    } else {
      this.options.onRefused();
    }
  }

  #join(target: Socket, route: Route): void {
    const { initiator } = this;
    initiator.off('data', this.#hoard);
    initiator.off('end', this.#giveUp);
    initiator.off('close', this.#giveUp);
    this.options.onConnected?.();
    const outbound = new Conduit(initiator, target, route.path, route.outbound);
    this.#conduits = [outbound, new Conduit(target, initiator, route.path)];
    closeTogether(initiator, target, () => this.options.onClosed(this));
    initiator.resume();
    for (const chunk of this.#early.splice(0)) {
      outbound.accept(chunk);
    }
  }
}

/** Forgets a connection once nobody can use it any more. */
function closeTogether(initiator: Socket, target: Socket, onClosed: () => void): void {
  const check = () => {
    // What the initiator sent may be held by a cut cable for ever; nobody waits for an answer.
    if (initiator.destroyed && target.readableEnded) {
      target.destroy();
    }
    if (initiator.destroyed && target.destroyed) {
      onClosed();
    }
  };
  for (const socket of [initiator, target]) {
    socket.once('end', check);
    socket.once('close', check);
  }
}
