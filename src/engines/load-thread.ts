import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { LoadResult, LoadWindow, OutcomeKind } from '../history/types.js';
import type { Host } from '../hosts/types.js';
import { totalOf } from './tally.js';
import type { EngineContext, LoadSpec } from './types.js';

/** What a load thread is started with. */
export interface LoadThreadData {
  readonly spec: LoadSpec;
  readonly seed: number;
  /** Origin of the run's clock, see core/clock.ts. */
  readonly originNs: bigint;
  /** PEM of the certificates to trust. */
  readonly ca?: string;
}

/** What a load thread answers; one `result`, then nothing more. It takes one message: `stop`. */
export type LoadThreadMessage =
  | { readonly type: 'window'; readonly window: LoadWindow }
  | { readonly type: 'result'; readonly result: LoadResult };

/** An aborted thread that has not answered by then is ended from outside. */
const STOP_PATIENCE_MS = 700;

/**
 * Runs a load in a thread of its own, so that sending does not disturb the rest of the harness, nor the
 * rest the sending.
 */
export async function runLoadThread(entry: URL, spec: LoadSpec, context: EngineContext): Promise<LoadResult> {
  const ca = spec.caFile === undefined ? undefined : await readCa(spec.caFile);
  const originNs = process.hrtime.bigint() - BigInt(Math.round(context.clock.nowMs() * 1e6));
  const data: LoadThreadData = { spec, seed: context.seed, originNs, ...(ca === undefined ? {} : { ca }) };
  const startMs = context.clock.nowMs();
  const worker = new Worker(entry, { workerData: data });
  const seen: LoadWindow[] = [];
  let impatience: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  try {
    return await new Promise<LoadResult>((resolve, reject) => {
      worker.on('message', (message: LoadThreadMessage) => {
        if (message.type === 'result') resolve(message.result);
        else {
          seen.push(message.window);
          context.onWindow(message.window);
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the load thread ended without a result')));
      onAbort = () => {
        worker.postMessage('stop');
        impatience = setTimeout(
          () => resolve(resultOfWindows(seen, context.clock.nowMs() - startMs)),
          STOP_PATIENCE_MS,
        );
      };
      if (context.signal.aborted) onAbort();
      else context.signal.addEventListener('abort', onAbort, { once: true });
    });
  } finally {
    clearTimeout(impatience);
    context.signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}

/** Threads of this process send from this machine alone. */
export function refuseRemoteHost(engine: string, host: Host): void {
  if (host.description.kind === 'local') return;
  throw new ChaosError('ENGINE_IS_LOCAL', `the ${engine} engine runs on this machine, not on ${host.name}`, {
    hint: 'use the engine ab, which runs on any host, or send the load from: local',
    exitCode: ExitCode.refused,
  });
}

async function readCa(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ChaosError('CA_FILE_UNREADABLE', messageOf(error), {
      where: path,
      hint: 'caFile names a PEM file with the certificate authority that signs the frontend',
      exitCode: ExitCode.refused,
      cause: error,
    });
  }
}

/** What is known of a load whose thread did not answer any more. */
function resultOfWindows(windows: readonly LoadWindow[], durationMs: number): LoadResult {
  const outcomes: Partial<Record<OutcomeKind, number>> = {};
  for (const window of windows) {
    for (const [kind, count] of Object.entries(window.outcomes) as [OutcomeKind, number][]) {
      outcomes[kind] = (outcomes[kind] ?? 0) + count;
    }
  }
  const http = Object.entries(outcomes).filter(([kind]) => kind.startsWith('http-'));
  return {
    requests: totalOf(outcomes),
    durationMs,
    outcomes,
    nonTwoXx: http.reduce((sum, [, count]) => sum + count, 0),
    bytes: 0,
    partial: true,
    doubts: [
      {
        code: 'LOAD_THREAD_SILENT',
        message:
          'the load was stopped and its thread did not answer: counts end up to 100 ms early, bytes and latency are lost',
      },
    ],
  };
}
