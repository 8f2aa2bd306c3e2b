import { z } from 'zod';
import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import { check, script, step } from '../hosts/controls/steps.js';
import type { Action, Check } from '../hosts/types.js';
import { hasProgram } from './has-program.js';
import { bytesPerSecond, durationMs, evenIfDegraded, path } from './options.js';
import { control } from './requirements.js';
import type { FaultTarget } from './types.js';

/** What the faults of arrays are told. */
export const raidOptions = z.strictObject({
  array: path()
    .optional()
    .describe("the array's device, for example /dev/md0; that of the cluster file unless given"),
  member: path()
    .optional()
    .describe("device of the array's member; the last one that is in use unless given"),
  evenIfDegraded: evenIfDegraded(
    'also where the array lacks a member, rebuilds, or loses its data by this: for scratch arrays',
  ),
  rebuildLimit: bytesPerSecond({ min: '1KiB/s' })
    .optional()
    .describe('speed of the rebuild, for example 2MiB/s, so that a small one lasts; put back afterwards'),
  rebuildWithin: durationMs()
    .default(600_000)
    .describe('how long the rebuild is waited for; 10m unless given'),
});

type RaidOptions = z.infer<typeof raidOptions>;

/** One array and one member of it. */
interface Wanted {
  readonly host: string;
  readonly array: string;
  /** The member, or nothing for the one that is chosen when the fault is due. */
  readonly member: string;
  readonly what: string;
}

/**
 * Fails a member of a software array; recovery adds it again and waits for the sync thread.
 * @param removes whether it is removed from the array at once
 * @throws ChaosError CONTROL_MISSING, ARRAY_UNKNOWN
 */
export function memberFailed(target: FaultTarget, options: RaidOptions, removes: boolean): Action {
  control(target, 'system');
  const { host } = target;
  const array = arrayOf(target, options.array);
  const { member = '', evenIfDegraded, rebuildLimit, rebuildWithin } = options;
  const what = `${member === '' ? 'the last member' : member} of ${array} on ${host}`;
  const wanted: Wanted = { host, array, member, what };
  const verb = removes ? 'fail and remove' : 'fail';
  return {
    needs: [hasProgram(host, 'mdadm'), ...arrayIsThere(wanted)],
    preflight: [memberInUse(wanted), ...(evenIfDegraded ? [] : [arrayIsWhole(wanted)])],
    inject: [step(host, run(wanted, FAIL, removes ? 'remove' : ''), `${verb} ${what}`)],
    undo: [step(host, run(wanted, ADD_AGAIN, limitKiB(rebuildLimit)), `add ${what} again`)],
    effective: check(host, run(wanted, MEMBER_STATE), `${what} has failed`, '^(faulty|gone)$'),
    recovered: {
      ...(evenIfDegraded
        ? // An array that was thrown away for it has nothing left to recover.
          check(host, run(wanted, MEMBER_STATE), `${what} is in use again`, '^(in_sync|absent)$')
        : arrayIsWhole(wanted)),
      withinMs: rebuildWithin,
    },
    afterwards: [step(host, run(wanted, TIDY), `put back the rebuild's speed of ${array} on ${host}`)],
  };
}

/** @throws ChaosError ARRAY_UNKNOWN */
function arrayOf({ host, cluster }: FaultTarget, given: string | undefined): string {
  const { nfs } = cluster.storage;
  const array = given ?? (nfs?.host === host ? nfs.raid : undefined);
  if (array === undefined) {
    throw new ChaosError('ARRAY_UNKNOWN', `which array of ${host} is meant is not known`, {
      hint: 'name it: `with: { array: /dev/md0 }`, or as storage.nfs.raid of its host in the cluster file',
      exitCode: ExitCode.refused,
    });
  }
  return array;
}

function arrayIsThere({ host, array, ...wanted }: Wanted): Check[] {
  const state = run({ host, array, ...wanted }, ARRAY_STATE);
  return [check(host, state, `${host} has the array ${array}`, '^(?!absent)')];
}

function arrayIsWhole({ host, array, ...wanted }: Wanted): Check {
  return {
    ...check(
      host,
      run({ host, array, ...wanted }, ARRAY_STATE),
      `${array} on ${host} is whole, at rest, and can do without a member`,
      '^whole$',
    ),
    refusal: {
      code: 'ARRAY_NOT_WHOLE',
      hint: 'wait until it is rebuilt; where its data may be lost, say `evenIfDegraded: true`',
    },
  };
}

function memberInUse(wanted: Wanted): Check {
  return {
    ...check(wanted.host, run(wanted, MEMBER_FREE), `${wanted.what} is in use`, '^in_sync$'),
    refusal: { code: 'MEMBER_NOT_IN_USE', hint: 'name another member: `cat /proc/mdstat` lists them' },
  };
}

function run({ array, member }: Wanted, text: string, ...more: readonly string[]): string[] {
  const note = `/run/chaos-raid${array.replaceAll(/\W/g, '-')}`;
  return script(`${PRELUDE}${text}`, array, member, note, '/sys/block', ...more);
}

function limitKiB(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? '' : String(Math.max(1, Math.round(bytesPerSecond / 1024)));
}

/**
 * $1: the array; $2: the member, or nothing; $3: notes on the host, which a reboot removes as it ends the fault; $4:
 * where the kernel's own files are. They are read since what it says there does not change with the version of mdadm.
 */
const PRELUDE = `
array=$1 note=$3
md=$4/$(basename "$(readlink -f "$array")")/md
value() { cat "$md/$1" 2>/dev/null; }
member=
if [ -n "$2" ]; then member=$(basename "$(readlink -f "$2")")
elif [ -e "$note.member" ]; then member=$(cat "$note.member"); fi
state() {
  [ -e "$md/level" ] || { echo absent; return; }
  [ -n "$member" ] || { echo none; return; }
  case ,$(value "dev-$member/state"), in
    *,faulty,*) echo faulty ;;
    *,in_sync,*) echo in_sync ;;
    ,,) echo gone ;;
    *) echo rebuilding ;;
  esac
}
last_in_use() {
  for one in "$md"/dev-*; do
    case ,$(cat "$one/state"), in *,in_sync,*) echo "$(cat "$one/slot") \${one##*/dev-}" ;; esac
  done | sort -n | tail -n 1 | cut -d ' ' -f 2
}
`;

/** Levels without redundancy have no `degraded`, and a mirror of one has nothing to lose. */
const ARRAY_STATE = `
[ -e "$md/level" ] || { echo absent; exit 0; }
if [ ! -e "$md/degraded" ] || [ "$(value level) $(value raid_disks)" = 'raid1 1' ]; then
  echo "without redundancy: $(value level)"
elif [ "$(value degraded)" != 0 ]; then echo "degraded: it lacks $(value degraded) of $(value raid_disks)"
elif [ "$(value sync_action)" != idle ]; then echo "busy: $(value sync_action)"
else echo whole; fi`;

const MEMBER_STATE = 'state';

/** One that nobody named is chosen now; where we chose one before, that fault is not undone yet. */
const MEMBER_FREE = `
[ -n "$2" ] || [ ! -e "$note.member" ] || { echo "$member was failed by us, and is not back yet"; exit 0; }
[ -n "$member" ] || member=$(last_in_use)
state`;

/** A member whose loss ends the array is failed too, though mdadm is told that it is busy. $5: `remove`, or nothing. */
const FAIL = `
if [ -z "$2" ]; then
  member=$(last_in_use)
  echo "$member" >"$note.member" || exit 1
fi
said=$(mdadm "$array" --fail "/dev/$member" 2>&1)
[ "$(state)" = faulty ] || { echo "$said" >&2; exit 1; }
[ "$5" = remove ] || exit 0
for attempt in $(seq 50); do
  said=$(mdadm "$array" --remove "/dev/$member" 2>&1) && exit 0
  sleep 0.2
done
echo "$said" >&2
exit 1`;

/**
 * The kernel lets go of a failed member only when its own thread has: it is tried again for a while. $5: the limit of
 * the rebuild in KiB/s, or nothing.
 */
const ADD_AGAIN = `
[ -n "$member" ] && [ "$(state)" != in_sync ] || exit 0
if mdadm --detail "$array" | grep -q 'State :.*FAILED'; then
  echo "$array lacks more members than it can do without, and cannot be rebuilt. What it held may be lost: stop it, try \\\`mdadm --assemble --force\\\` and a check of its file system, or make it anew and use a backup" >&2
  exit 1
fi
if [ -n "$5" ]; then
  [ -e "$note.speed" ] || {
    for limit in min max; do
      case $(value "sync_speed_$limit") in *system*) echo system ;; *) value "sync_speed_$limit" | cut -d ' ' -f 1 ;; esac
    done >"$note.draft" && mv "$note.draft" "$note.speed"
  } || exit 1
  for limit in min max; do echo "$5" >"$md/sync_speed_$limit" || exit 1; done
fi
for attempt in $(seq 50); do
  case $(state) in
    faulty) said=$(mdadm "$array" --remove "/dev/$member" 2>&1) ;;
    gone) said=$(mdadm "$array" --add "/dev/$member" 2>&1) ;;
    *) exit 0 ;;
  esac
  sleep 0.2
done
echo "$said" >&2
exit 1`;

/** The note of a member that is not back is kept: the undo may be done again. */
const TIDY = `
[ -e "$md" ] || rm -f "$note".*
if [ -e "$note.speed" ]; then
  { read -r min && read -r max; } <"$note.speed"
  echo "$max" >"$md/sync_speed_max" && echo "$min" >"$md/sync_speed_min" && rm -f "$note.speed" || exit 1
fi
[ "$(state)" != in_sync ] || rm -f "$note.member"`;
