import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/cli/package-root.js';

export const ROOT = packageRoot();
const BIN = join(ROOT, 'dist', 'bin.js');

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A place of its own for one test: a working folder, and a state folder for journals. */
export interface Bench {
  readonly folder: string;
  readonly stateDir: string;
  /** Runs the built program as a child process, as a user does. */
  chaos(...args: string[]): Promise<CliResult>;
  /** Starts it and leaves it running. */
  start(...args: string[]): RunningCli;
  remove(): void;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
  /** Resolves when standard output or error has shown this. */
  shows(pattern: RegExp): Promise<void>;
}

/** @param env set for the program on top of our own environment */
export function bench(env: Readonly<Record<string, string>> = {}): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-e2e-'));
  const stateDir = join(folder, 'state');
  const start = (...args: string[]) => startCli(args, folder, { ...env, CHAOS_STATE_DIR: stateDir });
  return {
    folder,
    stateDir,
    start,
    chaos: (...args) => start(...args).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function startCli(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): RunningCli {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) {
      watcher();
    }
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    look();
  });
  const ended = new Promise<CliResult>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ exitCode: code ?? (signal === 'SIGKILL' ? 137 : 1), stdout, stderr });
    });
  });
  return {
    child,
    ended,
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        const watcher = () => {
          if (pattern.test(stdout + stderr)) {
            watchers.delete(watcher);
            resolve();
          }
        };
        watchers.add(watcher);
        watcher();
        ended.then(() => reject(new Error(`ended without showing ${pattern}:\n${stdout}${stderr}`)));
      }),
  };
}
