import { resolve } from 'node:path';
import { readStore, type StoreContent } from '../store/history-store.js';
import type { CliEnvironment } from './environment.js';

/** The history of runs: `--store`, or CHAOS_HISTORY, or reports/history.ndjson. */
export function storePath(named: string | undefined, { cwd, env }: CliEnvironment): string {
  const stated = env.CHAOS_HISTORY === '' ? undefined : env.CHAOS_HISTORY;
  return resolve(cwd, named ?? stated ?? 'reports/history.ndjson');
}

/** What is in it; lines that cannot be read are told. */
export function openStore(path: string, { stderr }: CliEnvironment): StoreContent {
  const content = readStore(path);
  if (content.unreadable > 0) {
    stderr.write(`warning: ${content.unreadable} lines of ${path} cannot be read and are left out\n`);
  }
  return content;
}
