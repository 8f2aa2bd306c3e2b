import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromNode, NodeConfig, ToNode } from './messages.js';

export type NodeState = 'running' | 'stopped' | 'paused';

const ENTRY_POINTS = {
  director: fileURLToPath(new URL('./director-process.js', import.meta.url)),
  web: fileURLToPath(new URL('./web-process.js', import.meta.url)),
};
const ANSWER_TIMEOUT_MS = 1000;

export interface KeeperOptions {
  readonly directory: string;
  /** Asked at each start, so that a node learns how things are now. */
  readonly configOf: (node: string) => NodeConfig;
  readonly onMessage: (node: string, message: FromNode) => void;
  readonly onState: (node: string, state: NodeState) => void;
}

export interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

interface Node {
  readonly child: ChildProcess;
  state: NodeState;
  listening: boolean;
}

/** Starts, stops, freezes and asks the nodes, each a process of its own, and knows how each one is. */
export class Keeper {
  readonly #nodes = new Map<string, Node>();
  readonly #questions = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  constructor(private readonly options: KeeperOptions) {}

  stateOf(name: string): NodeState {
    return this.#nodes.get(name)?.state ?? 'stopped';
  }

  /** Its process is there and has begun to serve. */
  isListening(name: string): boolean {
    return this.#nodes.get(name)?.listening ?? false;
  }

  /** Of the processes that are there. */
  pids(): readonly number[] {
    return [...this.#nodes.values()].flatMap(({ child, state }) =>
      child.pid === undefined || state === 'stopped' ? [] : [child.pid],
    );
  }

  /**
   * Does nothing to a node that runs.
   * @param ready what must be there before the node, its process apart, begins
   * @throws Error with the last of its log when it ends instead of listening
   */
  async start(name: string, ready: Promise<unknown> = Promise.resolve()): Promise<void> {
    if (this.stateOf(name) !== 'stopped') {
      return;
    }
    const config = this.options.configOf(name);
    const log = openSync(this.#logOf(name), 'a', 0o600);
    const child = fork(ENTRY_POINTS[config.kind], [name], {
      execArgv: [],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    const node: Node = { child, state: 'running', listening: false };
    this.#nodes.set(name, node);
    const settled = this.#follow(name, node);
    await ready;
    this.send(name, { type: 'start', config });
    await settled;
    if (!node.listening) {
      throw new Error(`the process of ${name} ended while it started\n${this.#lastOfLog(name)}`);
    }
  }

  /** SIGKILL, which ends a frozen process too. Resolves when it is gone. */
  async kill(name: string): Promise<void> {
    await this.#end(name, 'SIGKILL');
  }

  /** SIGTERM, and SIGKILL when it is still there after `graceMs`. Resolves when it is gone. */
  async stop(name: string, graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#nodes.get(name)?.child.kill('SIGKILL'), graceMs);
    await this.#end(name, 'SIGTERM');
    clearTimeout(timer);
  }

  pause(name: string): void {
    this.#freeze(name, 'running', 'SIGSTOP', 'paused');
  }

  resume(name: string): void {
    this.#freeze(name, 'paused', 'SIGCONT', 'running');
  }

  send(name: string, message: ToNode): void {
    const node = this.#nodes.get(name);
    if (node?.child.connected) {
      // A node that dies meanwhile has nothing to hear.
      node.child.send(message, () => {});
    }
  }

  /** Undefined when the node does not answer within a second. */
  ask(name: string, argv: readonly string[]): Promise<Answer | undefined> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const settle = (answer: Answer | undefined) => {
        clearTimeout(timer);
        this.#questions.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(undefined), ANSWER_TIMEOUT_MS);
      this.#questions.set(id, settle);
      this.send(name, { type: 'ask', id, argv });
    });
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.#nodes.keys()].map((name) => this.kill(name)));
  }

  #receive(name: string, node: Node, message: FromNode): void {
    if (message.type === 'answer') {
      this.#questions.get(message.id)?.(message);
      return;
    }
    if (message.type === 'listening') {
      node.listening = true;
      this.#setState(name, node, 'running');
    }
    this.options.onMessage(name, message);
  }

  /** @returns settled once the node listens or has ended */
  #follow(name: string, node: Node): Promise<void> {
    return new Promise((resolve) => {
      node.child.on('message', (message) => {
        this.#receive(name, node, message as FromNode);
        if (node.listening) {
          resolve();
        }
      });
      node.child.once('exit', () => {
        node.listening = false;
        this.#setState(name, node, 'stopped');
        resolve();
      });
      // Such as a signal that came too late; its end is told by `exit`.
      node.child.on('error', () => {});
    });
  }

  async #end(name: string, signal: NodeJS.Signals): Promise<void> {
    const node = this.#nodes.get(name);
    if (node !== undefined && node.state !== 'stopped') {
      const gone = once(node.child, 'exit');
      node.child.kill(signal);
      await gone;
    }
  }

  #freeze(name: string, from: NodeState, signal: NodeJS.Signals, to: NodeState): void {
    const node = this.#nodes.get(name);
    if (node?.state === from) {
      node.child.kill(signal);
      this.#setState(name, node, to);
    }
  }

  #setState(name: string, node: Node, state: NodeState): void {
    node.state = state;
    if (this.#nodes.get(name) === node) {
      this.options.onState(name, state);
    }
  }

  #lastOfLog(name: string): string {
    return readFileSync(this.#logOf(name), 'utf8').trim().split('\n').slice(-5).join('\n');
  }

  #logOf(name: string): string {
    return join(this.options.directory, `${name}.log`);
  }
}
