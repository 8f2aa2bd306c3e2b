import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { localHost } from '../../hosts/local.js';

const LAST_LINES = 5;

/**
 * Runs a program that the lab is built with.
 * @throws ChaosError LAB_FAILED with its last lines, or COMMAND_NOT_FOUND
 */
export async function runTool(
  argv: readonly string[],
  timeoutMs: number,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const result = await localHost('local').exec(argv, { timeoutMs, env });
  if (result.exitCode !== 0) {
    const last = result.stderr.trim().split('\n').slice(-LAST_LINES).join('\n');
    throw new ChaosError('LAB_FAILED', `${argv[0]} ended with ${result.exitCode}:\n${last}`, {
      exitCode: ExitCode.refused,
    });
  }
}
