import { ChaosError } from '../../core/errors.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Action } from '../../hosts/types.js';
import { MACHINE } from './host.js';
import { DISKS } from './recipe.js';

/** How long a rebuild of the lab's small members may take on a busy machine without KVM. */
const REBUILD_TIMEOUT_MS = 120_000;

/**
 * Fails a member of an array that has all of its members, so that no data is lost.
 * @param array for example `/dev/md0`
 * @throws ChaosError UNKNOWN_MEMBER
 */
export function failMember(host: string, array: string, wanted: string | undefined): Action {
  const member = requireMember(wanted);
  const state = script(SHOW, array.replace('/dev/', ''));
  const whole = '^U+$';
  return {
    preflight: [check(MACHINE, state, `${array} of ${host} has all of its members and is at rest`, whole)],
    inject: [step(MACHINE, ['mdadm', array, '--fail', member], `fail ${member} of ${array} on ${host}`)],
    undo: [step(MACHINE, script(ADD_AGAIN, array, member), `remove ${member} and add it to ${array} again`)],
    effective: check(MACHINE, state, `${array} of ${host} lacks a member`, '^U*_'),
    recovered: {
      ...check(MACHINE, state, `${array} of ${host} has rebuilt its member`, whole),
      withinMs: REBUILD_TIMEOUT_MS,
    },
  };
}

function requireMember(wanted: string | undefined): string {
  const members: readonly string[] = DISKS.raid;
  const member = wanted ?? members.at(-1) ?? '';
  if (!members.includes(member)) {
    throw new ChaosError('UNKNOWN_MEMBER', `${member} is no member of the array`, {
      hint: `there are: ${members.join(', ')}`,
    });
  }
  return member;
}

/** Prints the members of an array as /proc/mdstat does, with ` rebuilding` while it is. */
const SHOW = `
state=$(grep -A3 "^$1 :" /proc/mdstat)
members=$(echo "$state" | sed -nE 's/.*\\[([U_]+)\\]$/\\1/p')
case $state in *recovery*|*resync*|*reshape*) members="$members rebuilding" ;; esac
echo "$members"`;

/** The kernel lets go of a failed member only when its own thread has: it is tried again for a while. */
const ADD_AGAIN = `
name=\${2#/dev/}
for attempt in $(seq 50); do
  if grep -qE "^\${1#/dev/} :.* $name\\[[0-9]+\\]\\(F\\)" /proc/mdstat; then
    mdadm "$1" --remove "$2"
  elif grep -qE "^\${1#/dev/} :.* $name\\[[0-9]+\\]" /proc/mdstat; then
    exit 0
  else
    mdadm "$1" --add "$2"
  fi
  sleep 0.2
done
exit 1`;
