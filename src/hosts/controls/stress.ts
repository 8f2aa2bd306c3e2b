import type { Action } from '../types.js';
import { check, script, step } from './steps.js';
import type { Controls } from './types.js';

/**
 * Stress by stress-ng on the host itself. It runs apart from the session, is known by a file of its own, and may make
 * the host too busy to answer: so a timer on the host is armed first where it is reached by ssh.
 */
export const stressNg: NonNullable<Controls['stress']> = {
  cpu: (host, load, workers = 0) =>
    stressed(
      host,
      'cpu',
      ['--cpu', String(workers), '--cpu-load', percent(load)],
      'keep the processors busy',
    ),
  memory: (host, bytes) =>
    stressed(
      host,
      'memory',
      ['--vm', '1', '--vm-bytes', `${bytes}b`, '--vm-keep'],
      `keep ${bytes} bytes of memory in use`,
    ),
  io: (host, workers) => stressed(host, 'io', ['--iomix', String(workers)], 'keep the disks busy'),
};

function percent(share: number): string {
  return String(Math.max(1, Math.round(share * 100)));
}

/** `$1` the file with the process id, then the command; it leads a group of its own. Its working files are in /var/tmp. */
const START = [
  'note=$1; shift; rm -f "$note";',
  'setsid sh -c \'echo $$ > "$0"; cd /var/tmp && exec "$@"\' "$note" "$@" </dev/null >/dev/null 2>&1 &',
  'tries=0; until [ -s "$note" ]; do tries=$((tries+1)); [ $tries -lt 500 ] || exit 1; sleep 0.01; done',
].join(' ');

/** Only if the process is still what was started: ids are used again. */
const RUNS = 'pid=$(cat "$1" 2>/dev/null) && grep -q "^stress-ng" "/proc/$pid/comm" 2>/dev/null';
const IS_RUNNING = `if ${RUNS}; then echo runs; else echo none; fi`;
const STOP = `if ${RUNS}; then kill -KILL -- "-$pid"; fi; rm -f "$1"`;

function stressed(host: string, what: string, options: readonly string[], verb: string): Action {
  const note = `/run/chaos-stress-${what}`;
  const running = script(IS_RUNNING, note);
  return {
    mayCutOff: [host],
    needs: [check(host, script('command -v stress-ng >/dev/null'), `${host} has the program stress-ng`)],
    preflight: [check(host, running, `no ${what} stress of ours is on ${host}`, '^none$')],
    inject: [step(host, script(START, note, 'stress-ng', '--quiet', ...options), `${verb} on ${host}`)],
    undo: [step(host, script(STOP, note), `end the ${what} stress on ${host}`)],
    effective: check(host, running, `${what} stress runs on ${host}`, '^runs$'),
    recovered: check(host, running, `no ${what} stress of ours is on ${host}`, '^none$'),
  };
}
