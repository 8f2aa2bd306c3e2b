import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { loadSpec } from '../engines/support.js';
import { startChild } from './children.js';
import type { EngineRun, EngineTask } from './engine-process.js';

const execute = promisify(execFile);

/** What is measured: one size of page, one way to connect, so many connections. */
export interface EngineCell {
  readonly bytes: number;
  readonly keepAlive: boolean;
  readonly connections: number;
}

export interface ToolRun {
  readonly perSecond: number;
  /** Processor time of the tool for each request, microseconds. */
  readonly cpuUs: number;
}

export interface Tool {
  readonly name: string;
  /** What it says of its version; undefined where it is not installed. */
  version(): Promise<string | undefined>;
  run(url: string, cell: EngineCell, durationMs: number): Promise<ToolRun>;
}

export const TOOLS: readonly Tool[] = [
  ours('native', 'native', 1),
  ...(availableParallelism() > 1 ? [ours('native ×2', 'native', 2)] : []),
  ours('autocannon', 'autocannon', 1),
  {
    name: 'ab',
    version: () => versionOf(['ab', '-V'], /Version ([\d.]+)/),
    run: async (url, { connections, keepAlive }, durationMs) => {
      const seconds = String(Math.ceil(durationMs / 1000));
      // -t alone would stop at 50,000 requests.
      const amount = ['-t', seconds, '-n', '100000000', '-c', String(connections)];
      const { stdout, cpuMs } = await timed([
        'ab',
        '-q',
        '-r',
        '-l',
        ...(keepAlive ? ['-k'] : []),
        ...amount,
        url,
      ]);
      const requests = numberIn(stdout, /Complete requests: +(\d+)/);
      return {
        perSecond: numberIn(stdout, /Requests per second: +([\d.]+)/),
        cpuUs: (1000 * cpuMs) / requests,
      };
    },
  },
  {
    name: 'wrk',
    version: () => versionOf(['wrk', '-v'], /wrk (\S+)/),
    run: async (url, { connections, keepAlive }, durationMs) => {
      const seconds = `${Math.ceil(durationMs / 1000)}s`;
      const close = keepAlive ? [] : ['-H', 'Connection: close'];
      const { stdout, cpuMs } = await timed([
        'wrk',
        '-t1',
        `-c${connections}`,
        `-d${seconds}`,
        ...close,
        url,
      ]);
      const requests = numberIn(stdout, /(\d+) requests in/);
      return { perSecond: numberIn(stdout, /Requests\/sec: +([\d.]+)/), cpuUs: (1000 * cpuMs) / requests };
    },
  },
];

function ours(name: string, engine: EngineTask['engine'], workers: number): Tool {
  return {
    name,
    version: async () => `Node.js ${process.version}`,
    run: async (url, { connections, keepAlive }, durationMs) => {
      const spec = loadSpec(url, { connections, keepAlive, durationMs, workers });
      const child = startChild<EngineRun>('engine-process', { engine, spec } satisfies EngineTask, []);
      try {
        const { result, cpuMs } = await child.next();
        const failed = result.requests - (result.outcomes.ok ?? 0);
        if (failed > 0) throw new Error(`${name}: ${JSON.stringify(result.outcomes)}`);
        return {
          perSecond: (1000 * result.requests) / result.durationMs,
          cpuUs: (1000 * cpuMs) / result.requests,
        };
      } finally {
        await child.end();
      }
    },
  };
}

/** Runs a command to its end. @returns its output, and the processor time that it took by the shell's `times` */
async function timed(argv: readonly string[]): Promise<{ readonly stdout: string; readonly cpuMs: number }> {
  const { stdout } = await execute('sh', ['-c', '"$@"; times', 'sh', ...argv], { maxBuffer: 1 << 24 });
  const ofChildren = stdout.trimEnd().split('\n').at(-1) ?? '';
  const seconds = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => 60 * Number(minutes) + Number(rest),
  );
  return { stdout, cpuMs: 1000 * seconds.reduce((sum, part) => sum + part, 0) };
}

/** Some tools tell their version with an exit code that says that something is wrong. */
async function versionOf(
  [program = '', ...rest]: readonly string[],
  pattern: RegExp,
): Promise<string | undefined> {
  const { stdout = '', code } = (await execute(program, rest).catch(
    (error: { readonly stdout?: string; readonly code?: unknown }) => error,
  )) as { readonly stdout?: string; readonly code?: unknown };
  return code === 'ENOENT' ? undefined : (pattern.exec(stdout)?.[1] ?? 'unknown');
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`no ${pattern} in: ${text}`);
  return Number(found);
}
