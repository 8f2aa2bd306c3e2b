import { accessSync, constants } from 'node:fs';

/** What a test needs of the machine that it runs on. */
export type Feature =
  | 'ab'
  | 'docker'
  | 'compose'
  | 'qemu'
  | 'chromium'
  | 'root'
  | 'sshd'
  | 'stress-ng'
  | 'sudo';

/**
 * Skips the running test when the machine lacks what it needs, and says why; or fails it, where the
 * environment variable CHAOS_TEST_REQUIRE (names separated by commas, or `all`) says that it must be there.
 * To be called from a test or a hook.
 * @param reason what is missing and what would provide it
 */
export function requireOrSkip(
  context: Mocha.Context,
  feature: Feature,
  available: boolean,
  reason: string,
): void {
  if (available) return;
  const required = (process.env.CHAOS_TEST_REQUIRE ?? '').split(',').map((name) => name.trim());
  if (required.includes('all') || required.includes(feature)) {
    throw new Error(`${feature} is required by CHAOS_TEST_REQUIRE, and missing: ${reason}`);
  }
  const skipped = context.currentTest ?? context.test;
  // The title is all that reaches the reporter when test files run side by side.
  if (skipped !== undefined) skipped.title += ` (needs ${feature}: ${reason})`;
  context.skip();
}

/**
 * Skips a test that an emulated machine takes minutes for, where there is no KVM: all of them together take longer than
 * everything else. CHAOS_TEST_EMULATED=all runs them all the same.
 */
export function kvmOrSkip(context: Mocha.Context): void {
  if (process.env.CHAOS_TEST_EMULATED === 'all' || hasKvm()) return;
  const skipped = context.currentTest ?? context.test;
  if (skipped !== undefined) skipped.title += ' (takes minutes without KVM: CHAOS_TEST_EMULATED=all)';
  context.skip();
}

function hasKvm(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
