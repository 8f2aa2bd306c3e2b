import type { Action, HostDescription, Step } from '../hosts/types.js';
import type { Plan, PlannedFault } from '../plan/types.js';

/**
 * Timers on the hosts that a fault may cut off from us. They are armed before anything is injected and undo the fault
 * on their host by themselves, should the harness never come back; an undo of ours that went well disarms them.
 */
export interface DeadMan {
  readonly arm: readonly Step[];
  readonly disarm: readonly Step[];
}

/** How long before a fault is due it may be made ready, and its timers armed. */
export const LEAD_MS = 2_000;
/** The timer goes off this long after the fault should have been undone, and up to the lead later. */
export const GRACE_MS = 5_000;

/** Where a timer keeps what it is known by; a reboot removes it, as it ends the timer. */
const FOLDER = '/run/chaos-dead-man';

/**
 * What runs on the host until the time is over: `$1` its folder, `$2` seconds, then the undo's commands, each as the
 * number of its words, its input and its words. Nothing of them is read by the shell but their count.
 */
const TIMER = [
  'dir=$1; after=$2; shift 2; trap "" HUP; echo $$ > "$dir/pid"; sleep "$after"; [ -d "$dir" ] || exit 0;',
  'while [ $# -gt 0 ]; do n=$1; input=$2; shift 2; words=; i=1;',
  `while [ $i -le $n ]; do words="$words \\"\\\${$i}\\""; i=$((i+1)); done;`,
  'printf %s "$input" | eval "$words"; shift $n; done;',
  'rm -rf "$dir"; rmdir "$(dirname "$dir")"',
].join(' ');

/** Starts the timer apart from the session, and answers when it runs. `$1` the timer, `$2` its folder. */
const ARM = [
  'timer=$1; shift; mkdir -p "$(dirname "$1")" && mkdir "$1" || exit 1;',
  'setsid sh -c "$timer" chaos-dead-man "$@" </dev/null >/dev/null 2>&1 &',
  'tries=0; until [ -s "$1/pid" ]; do tries=$((tries+1)); [ $tries -lt 500 ] || exit 1; sleep 0.01; done',
].join(' ');

/** Ends the very process that was started, with its group, and nothing else. `$1` its folder. */
const DISARM = [
  'pid=$(cat "$1/pid" 2>/dev/null) || exit 0; rm -rf "$1";',
  'if tr "\\0" "\\n" < "/proc/$pid/cmdline" 2>/dev/null | grep -qxF -e "$1"; then kill -s KILL -- "-$pid"; fi;',
  'rmdir "$(dirname "$1")" 2>/dev/null; exit 0',
].join(' ');

/**
 * The timers of one fault.
 * @param id of the fault; two timers of one name on a host are refused
 * @param holdMs how long the fault is to last
 * @param hosts how the hosts are reached: those alone that are behind ssh can be cut off
 */
export function deadMan(
  id: string,
  actions: readonly Action[],
  holdMs: number,
  hosts: (name: string) => HostDescription,
): DeadMan {
  const endangered = [...new Set(actions.flatMap((action) => action.mayCutOff ?? []))];
  const folder = `${FOLDER}/${id.replaceAll(/[^\w.-]/g, '_')}`;
  const armed = endangered.flatMap((host) => {
    const undo = actions.flatMap((action) => action.undo).filter((step) => step.host === host);
    return undo.length > 0 && isBehindSsh(hosts(host)) ? [{ host, undo }] : [];
  });
  // The same whenever it is armed: sudo may be allowed these very words.
  const seconds = String(Math.ceil((LEAD_MS + holdMs + GRACE_MS) / 1000));
  return {
    arm: armed.map(({ host, undo }) => ({
      host,
      argv: ['sh', '-c', ARM, 'arm', TIMER, folder, seconds, ...undo.flatMap(wordsOf)],
      description: `have ${host} undo it by itself after ${seconds} s`,
    })),
    disarm: armed.map(({ host }) => ({
      host,
      argv: ['sh', '-c', DISARM, 'disarm', folder],
      description: `end the timer on ${host}`,
    })),
  };
}

function wordsOf({ argv, input = '' }: Step): readonly string[] {
  return [String(argv.length), input, ...argv];
}

/** How long a fault may last; one of the time line without an end is undone when the time line ends. */
export function longestMs({ holdMs, atMs = 0 }: PlannedFault, { durationMs }: Plan): number {
  return holdMs ?? Math.max(0, durationMs - atMs);
}

/** A container or namespace is behind ssh where the machine that it is on is. */
export function isBehindSsh(description: HostDescription): boolean {
  const through = description.through as HostDescription | undefined;
  return description.kind === 'ssh' || (through !== undefined && isBehindSsh(through));
}
