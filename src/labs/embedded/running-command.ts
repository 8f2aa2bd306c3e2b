import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { CommandResult } from './commands.js';
import type { ControlReply, ControlRequest } from './control-server.js';

/** 128 + SIGTERM, as a shell reports it. */
const STOPPED: CommandResult = { exitCode: 143, stdout: '', stderr: '' };

/** One command on its way over the lab's control socket. */
export class RunningCommand {
  /** @throws ChaosError LAB_GONE when the lab ends before the command does */
  readonly ended: Promise<CommandResult>;
  readonly #socket: Socket;
  readonly #lines: string[] = [];
  #wake: () => void = () => {};
  #over = false;
  #settle: (outcome: CommandResult | ChaosError) => void = () => {};

  constructor(socketPath: string, request: ControlRequest) {
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (outcome) => {
        this.#over = true;
        this.#socket.destroy();
        this.#wake();
        if (outcome instanceof ChaosError) {
          reject(outcome);
        } else {
          resolve(outcome);
        }
      };
    });
    // The reader of the lines sees the same failure; a command that nobody awaits must not end the harness.
    this.ended.catch(() => {});
    this.#socket = createConnection(socketPath);
    this.#socket.on('error', () => {});
    this.#socket.once('close', () => this.#settle(labGone(request.host)));
    this.#socket.write(`${JSON.stringify(request)}\n`);
    createInterface({ input: this.#socket })
      .on('line', (line) => this.#receive(JSON.parse(line) as ControlReply))
      // It repeats the socket's errors.
      .on('error', () => {});
  }

  /** Lines of output as they come. */
  async *lines(): AsyncGenerator<string> {
    while (!this.#over || this.#lines.length > 0) {
      yield* this.#lines.splice(0);
      if (!this.#over && this.#lines.length === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
    await this.ended;
  }

  /** Ends the command from our side: with an error, or as if by SIGTERM. */
  stop(because?: ChaosError): void {
    this.#settle(because ?? STOPPED);
  }

  #receive(reply: ControlReply): void {
    if (reply.type === 'line') {
      this.#lines.push(reply.line);
      this.#wake();
    } else {
      this.#settle(reply);
    }
  }
}

function labGone(host: string): ChaosError {
  return new ChaosError('LAB_GONE', 'the embedded lab is gone, and everything in it', {
    where: host,
    exitCode: ExitCode.brokeOff,
  });
}
