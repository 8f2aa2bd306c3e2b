import type { LoadSpec } from './types.js';

/** Files on the host that runs ab. */
export interface AbFiles {
  /** Where `-g` writes one row per request. */
  readonly rows: string;
  /** The request's body. */
  readonly body: string;
}

/** With `-t` ab stops at 50,000 requests unless a later `-n` says otherwise; more per second it never does. */
const MOST_PER_SECOND = 200_000;

/** What `ab` cannot do truthfully, as sentences. */
export function abUnsupported(spec: LoadSpec): readonly string[] {
  const refusals: string[] = [];
  if (spec.ratePerSecond !== undefined) {
    refusals.push('ab has no open loop: use the engine native');
  }
  if (spec.cookies) refusals.push('ab keeps no cookies per connection: use the engine native');
  if (spec.caFile !== undefined) {
    refusals.push('ab never verifies certificates, so caFile would be ignored: use the engine native');
  }
  if (spec.requests !== undefined && spec.requests < spec.connections) {
    refusals.push(`ab refuses fewer requests than connections (n=${spec.requests}, c=${spec.connections})`);
  }
  if (spec.durationMs !== undefined && (spec.durationMs % 1000 !== 0 || spec.durationMs === 0)) {
    refusals.push(`ab counts durations in whole seconds, not ${spec.durationMs} ms`);
  }
  if (spec.body !== undefined && spec.method !== 'POST' && spec.method !== 'PUT') {
    refusals.push(`ab sends a body with POST and PUT alone, not with ${spec.method}`);
  }
  if (spec.mix !== undefined) refusals.push('ab sends one request only: use the engine native');
  if (spec.workers !== undefined && spec.workers !== 1) {
    refusals.push('ab has one thread: use the engine native');
  }
  return refusals;
}

/**
 * The whole command line, program included.
 * `-q` no progress; `-r` a failed request does not end the run; `-l` pages may vary in length (so ab does not
 * see that one was cut); `-s` ends the whole run with no report when nothing happens for so long.
 */
export function abArguments(spec: LoadSpec, files: AbFiles): string[] {
  return [
    'ab',
    '-q',
    ...amountArguments(spec),
    '-c',
    String(spec.connections),
    ...(spec.keepAlive ? ['-k'] : []),
    '-s',
    String(Math.max(1, Math.ceil(spec.timeoutMs / 1000))),
    '-r',
    '-l',
    '-g',
    files.rows,
    ...methodArguments(spec, files),
    ...headerArguments(spec),
    // ab insists on a path, which a parsed URL always has.
    new URL(spec.url).href,
  ];
}

function amountArguments(spec: LoadSpec): string[] {
  if (spec.durationMs === undefined) return ['-n', String(spec.requests)];
  const seconds = spec.durationMs / 1000;
  return ['-t', String(seconds), '-n', String(seconds * MOST_PER_SECOND)];
}

function methodArguments(spec: LoadSpec, files: AbFiles): string[] {
  if (spec.body !== undefined) return [spec.method === 'PUT' ? '-u' : '-p', files.body];
  if (spec.method === 'HEAD') return ['-i'];
  return spec.method === 'GET' ? [] : ['-m', spec.method];
}

function headerArguments(spec: LoadSpec): string[] {
  return Object.entries(spec.headers).flatMap(([name, value]) =>
    name.toLowerCase() === 'content-type' && spec.body !== undefined
      ? ['-T', value]
      : ['-H', `${name}: ${value}`],
  );
}
