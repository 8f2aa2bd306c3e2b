/** What a test needs of the machine that it runs on. */
export type Feature =
  | 'ab'
  | 'docker'
  | 'compose'
  | 'qemu'
  | 'chromium'
  | 'root'
  | 'ssh'
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
 * Skips a test that a virtual machine without KVM takes minutes for, or is too slow for to keep its own timers: all of
 * them together take longer than everything else. CHAOS_TEST_LONG=all runs them.
 */
export function longOrSkip(context: Mocha.Context): void {
  if (process.env.CHAOS_TEST_LONG === 'all') return;
  const skipped = context.currentTest ?? context.test;
  if (skipped !== undefined) skipped.title += ' (long: CHAOS_TEST_LONG=all runs it)';
  context.skip();
}
