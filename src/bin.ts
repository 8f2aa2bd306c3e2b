#!/usr/bin/env node
import { main } from './cli/main.js';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) {
      process.stderr.write('healing; please wait (a kill now leaves it to `chaos heal`)\n');
    }
    interrupt.abort();
  });
}
// A reader that went away (`chaos list | head`) is no reason to leave a cluster unhealed.
process.stdout.on('error', () => {});

process.exitCode = await main({
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupt: interrupt.signal,
});
