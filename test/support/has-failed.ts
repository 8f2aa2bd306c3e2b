/** For a hook after each test: a test that is about to be tried again has failed too, and Mocha does not say so. */
export function hasFailed(test: Mocha.Test): boolean {
  return test.state !== 'passed' && !test.isPending();
}
