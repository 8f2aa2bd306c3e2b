import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { monotonicClock } from '../../src/core/clock.js';
import type { EngineContext, LoadSpec, ThreadReading } from '../../src/engines/types.js';
import type { LoadResult, LoadWindow } from '../../src/history/types.js';
import { localHost } from '../../src/hosts/local.js';
import { requireOrSkip } from '../support/requirements.js';

/** A load to start from: a closed loop of 40 requests over 4 kept connections. */
export function loadSpec(url: string, changes: Partial<LoadSpec> = {}): LoadSpec {
  const amount = changes.durationMs === undefined ? { requests: 40 } : {};
  return {
    url,
    method: 'GET',
    headers: {},
    connections: 4,
    arrivals: 'constant',
    keepAlive: true,
    cookies: false,
    timeoutMs: 10_000,
    ...amount,
    ...changes,
  };
}

/** A context on this machine; windows are collected. */
export function engineContext(changes: Partial<EngineContext> = {}) {
  const windows: LoadWindow[] = [];
  const readings: ThreadReading[] = [];
  const context: EngineContext = {
    host: localHost('local'),
    clock: monotonicClock(),
    signal: new AbortController().signal,
    seed: 1,
    onWindow: (window) => windows.push(window),
    onReading: (reading) => readings.push(reading),
    ...changes,
  };
  return { context, windows, readings };
}

export function sumOf(counts: LoadResult['outcomes']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function requireAb(context: Mocha.Context): void {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.some((folder) => existsSync(join(folder, 'ab')));
  requireOrSkip(context, 'ab', found, 'ab is not installed (apt-get install apache2-utils)');
}
