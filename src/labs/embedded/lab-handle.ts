import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { LabOptions, LabRemains } from '../types.js';
import { identify, isAlive } from './identity.js';
import type { FromLab, ToLab } from './messages.js';
import type { LabPlan } from './plan.js';

const UP_TIMEOUT_MS = 20_000;
/** What is left of two seconds goes to SIGKILL. */
const POLITE_DOWN_MS = 1_500;
const GONE_TIMEOUT_MS = 2_000;
const POLL_MS = 5;

type UpMessage = Extract<FromLab, { type: 'up' }>;
type Processes = LabRemains['processes'];

/** The lab's process as the harness holds it. */
export class LabHandle {
  #processes: Processes;
  #directories: readonly string[] = [];

  constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
    private readonly options: LabOptions,
  ) {
    this.#processes = identitiesOf([child.pid]);
  }

  /** Changes when a node is started anew. */
  get remains(): LabRemains {
    return { lab: this.name, processes: this.#processes, directories: this.#directories };
  }

  /** @throws ChaosError LAB_FAILED */
  up(plan: LabPlan, seed: number): Promise<UpMessage> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        clearTimeout(timer);
        reject(labFailed(reason));
      };
      const timer = setTimeout(() => fail(`nothing after ${UP_TIMEOUT_MS / 1000} s`), UP_TIMEOUT_MS);
      this.child.once('error', (error) => fail(error.message));
      this.child.once('exit', (code, signal) => fail(`its process ended (${signal ?? code})`));
      this.child.on('message', (heard: FromLab) => {
        this.#note(heard);
        if (heard.type === 'failed') {
          fail(heard.message);
        } else if (heard.type === 'up') {
          clearTimeout(timer);
          this.#letHarnessEnd();
          resolve(heard);
        }
      });
      this.#tell({ type: 'up', plan, seed });
    });
  }

  /** Resolves when no process and no file of the lab is left. May be called again. */
  async down(): Promise<void> {
    this.#tell({ type: 'down' });
    if (!(await allGone(() => this.#processes, this.child.connected ? POLITE_DOWN_MS : 0))) {
      await killForGood(this.#processes);
    }
    for (const directory of this.#directories) {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  #note(message: FromLab): void {
    if (message.type === 'progress') {
      this.options.onProgress(message.message);
    } else if (message.type === 'directory') {
      this.#directories = [message.path];
    } else if (message.type === 'processes') {
      this.#processes = identitiesOf(message.pids);
    }
  }

  /** A harness that has nothing else to do may end; the lab sees it and ends too. */
  #letHarnessEnd(): void {
    this.child.unref();
    this.child.channel?.unref();
  }

  #tell(message: ToLab): void {
    if (this.child.connected) {
      this.child.send(message, () => {});
    }
  }
}

function labFailed(reason: string): ChaosError {
  return new ChaosError('LAB_FAILED', `the embedded lab did not come up: ${reason}`, {
    exitCode: ExitCode.refused,
  });
}

function identitiesOf(pids: readonly (number | undefined)[]): Processes {
  return pids.flatMap((pid) => (pid === undefined ? [] : (identify(pid) ?? [])));
}

async function allGone(processes: () => Processes, timeoutMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  while (processes().some(isAlive)) {
    if (performance.now() > deadlineMs) {
      return false;
    }
    await sleep(POLL_MS);
  }
  return true;
}

async function killForGood(processes: Processes): Promise<void> {
  for (const { pid } of processes.filter(isAlive)) {
    process.kill(pid, 'SIGKILL');
  }
  if (!(await allGone(() => processes, GONE_TIMEOUT_MS))) {
    const pids = processes.filter(isAlive).map(({ pid }) => pid);
    throw new ChaosError('LAB_REMAINS', 'processes of the embedded lab could not be ended', {
      exitCode: ExitCode.unhealed,
      hint: `kill -9 ${pids.join(' ')}`,
    });
  }
}
