import { ChaosError, messageOf } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { LatencySummary, LoadResult } from '../history/types.js';
import type { ExecResult, Host } from '../hosts/types.js';
import { abArguments, abUnsupported } from './ab-arguments.js';
import { countRowsCommand, latencyOfCounts, parseRowCounts } from './ab-gnuplot.js';
import { abResult } from './ab-result.js';
import type { Engine, EngineContext, LoadSpec } from './types.js';

/** ApacheBench, on any host of the cluster. */
export const abEngine: Engine = {
  name: 'ab',
  summary: 'ApacheBench: closed loop, for fault-free tables; runs on any host that has it',
  unsupported: abUnsupported,
  describe: (spec) =>
    abArguments(spec, { rows: '<temporary file>', body: '<temporary file>' }).map(quoted).join(' '),
  preflight,
  run,
};

/** A load ends by itself; what could hang it are ab's own time-outs. 2^31 ms would overflow Node's timers. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;
/** After SIGINT ab prints its report at once; if it does not, it is killed. */
const REPORT_PATIENCE_MS = 600;

async function preflight(host: Host): Promise<void> {
  const version = await host.exec(['ab', '-V']).catch((error: unknown) => {
    if (error instanceof ChaosError && error.code !== 'COMMAND_NOT_FOUND') throw error;
    return undefined;
  });
  if (version?.exitCode === 0) return;
  throw new ChaosError('ENGINE_MISSING', `ab is not installed on ${host.name}`, {
    hint: 'apt-get install apache2-utils',
    where: host.name,
    exitCode: ExitCode.refused,
  });
}

async function run(spec: LoadSpec, context: EngineContext): Promise<LoadResult> {
  const { host } = context;
  const folder = (await host.exec(['mktemp', '-d'])).stdout.trim();
  try {
    const files = { rows: `${folder}/rows`, body: `${folder}/body` };
    if (spec.body !== undefined) await host.upload(spec.body, files.body);
    const argv = abArguments(spec, files);
    const ended = await runInterruptibly(argv, `${folder}/pid`, context);
    const latency = await readLatency(host, files.rows);
    return abResult(spec, {
      ...ended,
      argv,
      interrupted: context.signal.aborted,
      ...(latency === undefined ? {} : { latency }),
    });
  } finally {
    await host.exec(['rm', '-rf', folder]).catch(() => undefined);
  }
}

/** Runs ab so that an abort reaches it as SIGINT, on whatever host: then it reports what it has. */
async function runInterruptibly(
  argv: readonly string[],
  pidFile: string,
  { host, signal }: EngineContext,
): Promise<ExecResult> {
  const script = 'echo $$ > "$0" && exec "$@"';
  const kill = new AbortController();
  let patience: NodeJS.Timeout | undefined;
  const interrupt = () => {
    host.exec(['sh', '-c', 'kill -INT "$(cat "$0")"', pidFile]).catch(() => undefined);
    patience = setTimeout(() => kill.abort(), REPORT_PATIENCE_MS);
  };
  if (signal.aborted) return notRun('stopped before it began');
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await host.exec(['sh', '-c', script, pidFile, ...argv], {
      timeoutMs: NO_TIMEOUT_MS,
      signal: kill.signal,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    return notRun(messageOf(error));
  } finally {
    clearTimeout(patience);
    signal.removeEventListener('abort', interrupt);
  }
}

function notRun(reason: string): ExecResult {
  return { exitCode: -1, stdout: '', stderr: reason, durationMs: 0 };
}

async function readLatency(host: Host, rows: string): Promise<LatencySummary | undefined> {
  const counted = await host.exec(countRowsCommand(rows)).catch(() => undefined);
  return counted?.exitCode === 0 ? latencyOfCounts(parseRowCounts(counted.stdout)) : undefined;
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./<>-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
