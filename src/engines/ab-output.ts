/** What ab prints at the end of a run, by label; times in its own units. */
export interface AbReport {
  readonly complete: number;
  readonly failed: {
    readonly total: number;
    readonly connect: number;
    readonly receive: number;
    readonly length: number;
    readonly exceptions: number;
  };
  readonly nonTwoXx: number;
  readonly totalTransferredBytes: number;
  readonly timeTakenS: number;
  readonly requestsPerSecond: number;
  /** Whole milliseconds; keys as printed, `50` to `100`. Absent when nothing was served. */
  readonly percentilesMs: Readonly<Record<string, number>>;
  /** The row `Total` of the connection times. */
  readonly totalMs?: { readonly min: number; readonly mean: number; readonly max: number };
}

/**
 * Reads a report by its labels, never by position: versions of ab differ in the lines between.
 * @returns undefined when there is no report, as after most errors
 */
export function parseAbOutput(stdout: string): AbReport | undefined {
  const value = labelled(stdout);
  const complete = value('Complete requests');
  const timeTakenS = value('Time taken for tests');
  if (complete === undefined || timeTakenS === undefined) return undefined;
  const total = totalRow(stdout);
  return {
    complete,
    failed: { total: value('Failed requests') ?? 0, ...breakdown(stdout) },
    nonTwoXx: value('Non-2xx responses') ?? 0,
    totalTransferredBytes: value('Total transferred') ?? 0,
    timeTakenS,
    requestsPerSecond: value('Requests per second') ?? 0,
    percentilesMs: percentiles(stdout),
    ...(total === undefined ? {} : { totalMs: total }),
  };
}

/** An error that ended ab, as it prints it, for example `apr_socket_recv: Connection reset by peer (104)`. */
export interface AbFailure {
  readonly message: string;
  readonly code: number | undefined;
  /** Requests that had been completed; ab does not say how. */
  readonly completed: number;
}

export function parseAbFailure(stdout: string, stderr: string): AbFailure {
  const all = `${stdout}\n${stderr}`;
  const line = /^(apr_.*|ab: .*|.*aborted.*)$/m.exec(all)?.[1] ?? stderr.trim().split('\n').at(-1) ?? '';
  const code = /\((\d+)\)\s*$/m.exec(line)?.[1] ?? /\((\d+)\)\s*$/m.exec(all)?.[1];
  return {
    message: line.trim(),
    code: code === undefined ? undefined : Number(code),
    completed: Number(/^Total of (\d+) requests completed/m.exec(all)?.[1] ?? 0),
  };
}

function labelled(stdout: string): (label: string) => number | undefined {
  const values = new Map<string, number>();
  for (const line of stdout.split('\n')) {
    const [, label = '', text] = /^([^:]+):\s+([\d.]+)/.exec(line) ?? [];
    // `Time per request` comes twice; what is needed of it follows from the other lines.
    if (text !== undefined && !values.has(label)) values.set(label, Number(text));
  }
  return (label) => values.get(label);
}

function breakdown(stdout: string) {
  const line = /^\s+\(Connect:.*\)$/m.exec(stdout)?.[0] ?? '';
  const count = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(line)?.[1] ?? 0);
  return {
    connect: count('Connect'),
    receive: count('Receive'),
    length: count('Length'),
    exceptions: count('Exceptions'),
  };
}

function percentiles(stdout: string): Readonly<Record<string, number>> {
  const rows = stdout.matchAll(/^\s+(\d+)%\s+(\d+)/gm);
  return Object.fromEntries([...rows].map(([, percent = '', ms]) => [percent, Number(ms)]));
}

function totalRow(stdout: string): AbReport['totalMs'] {
  const numbers = /^Total:\s+([\d.]+)\s+([\d.]+)\s+[\d.]+\s+[\d.]+\s+([\d.]+)/m.exec(stdout);
  if (numbers === null) return undefined;
  const [, min, mean, max] = numbers;
  return { min: Number(min), mean: Number(mean), max: Number(max) };
}
