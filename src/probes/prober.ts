import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { httpTarget } from '../core/http/request.js';
import type { ProbeEvent } from '../history/types.js';
import { judgeOf } from './judge.js';
import type { ProberContext, ProbeSpec, RunningProbes } from './types.js';

/** What the prober's thread is started with. */
export interface ProberData {
  readonly specs: readonly ProbeSpec[];
  readonly originNs: bigint;
  /** PEM of the certificates to trust, by `caFile`. */
  readonly authorities: ReadonlyMap<string, string>;
}

/** What the prober's thread says. It takes one message, `stop`, and answers it with `ended`. */
export type ProberMessage =
  | { readonly type: 'started' }
  | { readonly type: 'probes'; readonly events: readonly ProbeEvent[] }
  | { readonly type: 'delay'; readonly t: number; readonly p99Ms: number; readonly maxMs: number }
  | { readonly type: 'ended' };

/**
 * Each collection of the young generation waits for threads of Node's own that any load on the machine keeps from
 * running, 20 ms and more: with this much room there are few, and what survives them is little.
 */
const YOUNG_GENERATION_MB = 96;

/** Beyond the longest time-out, for the thread to say that it ended. */
const STOP_PATIENCE_MS = 5000;

/**
 * Starts to send probes, in a thread with nothing else in it, and returns when the first are due.
 *
 * Probes go out on an absolute schedule, one attempt to one address each. A probe that cannot be sent
 * within an interval of its due time (the prober was held up, or 4,096 are in flight) is not sent: it is
 * reported as `other` with `sentMs` = `endMs` = when it was given up, and so is late by the rule that
 * excludes late probes.
 * @throws ChaosError INVALID_PROBE, CA_FILE_UNREADABLE
 */
export async function startProbes(
  specs: readonly ProbeSpec[],
  context: ProberContext,
): Promise<RunningProbes> {
  for (const spec of specs) refuseInvalid(spec);
  const authorities = await readAuthorities(specs);
  const data: ProberData = { specs, originNs: context.originNs, authorities };
  const worker = new Worker(new URL('./prober-worker.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const prober = new ProberThread(worker, context);
  await prober.started;
  const longestTimeoutMs = specs.reduce((longest, spec) => Math.max(longest, spec.timeoutMs), 0);
  return { stop: () => prober.stop(longestTimeoutMs + STOP_PATIENCE_MS) };
}

class ProberThread {
  readonly started: Promise<void>;
  readonly #ended: Promise<void>;
  #stopping: Promise<void> | undefined;

  constructor(
    readonly worker: Worker,
    context: ProberContext,
  ) {
    let begin = () => {};
    let end = () => {};
    const failed = new Promise<never>((_, reject) => {
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error("the prober's thread ended by itself")));
    });
    // A failure is told by whichever of start and stop comes next; until then nobody waits for it.
    failed.catch(() => {});
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.started = Promise.race([begun, failed]);
    this.#ended = Promise.race([over, failed]);
    this.#ended.catch(() => {});
    worker.on('message', (message: ProberMessage) => {
      if (message.type === 'probes') {
        for (const event of message.events) context.onProbe(event);
      } else if (message.type === 'delay') context.onDelay(message);
      else if (message.type === 'started') begin();
      else end();
    });
  }

  stop(patienceMs: number): Promise<void> {
    this.#stopping ??= this.#stop(patienceMs);
    return this.#stopping;
  }

  async #stop(patienceMs: number): Promise<void> {
    this.worker.postMessage('stop');
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the prober's thread did not stop")), patienceMs);
    });
    try {
      await Promise.race([this.#ended, patience]);
    } finally {
      clearTimeout(timer);
      await this.worker.terminate();
    }
  }
}

function refuseInvalid(spec: ProbeSpec): void {
  try {
    httpTarget(spec.url);
    judgeOf(spec);
  } catch (error) {
    throw new ChaosError('INVALID_PROBE', messageOf(error), {
      where: `probe ${spec.id}`,
      exitCode: ExitCode.usage,
      cause: error,
    });
  }
}

async function readAuthorities(specs: readonly ProbeSpec[]): Promise<ReadonlyMap<string, string>> {
  const authorities = new Map<string, string>();
  for (const { id, caFile } of specs) {
    if (caFile === undefined || authorities.has(caFile)) continue;
    const pem = await readFile(caFile, 'utf8').catch((error: unknown) => {
      throw new ChaosError('CA_FILE_UNREADABLE', messageOf(error), {
        where: `probe ${id}`,
        hint: 'caFile names a PEM file with the certificate authority that signs the frontend',
        exitCode: ExitCode.refused,
        cause: error,
      });
    });
    authorities.set(caFile, pem);
  }
  return authorities;
}
