import type { Action, Check } from '../types.js';
import { check, script, step } from './steps.js';

/** A bond of a host that runs Linux, and what is done to one of its links. */
interface BondMember {
  readonly host: string;
  readonly bond: string;
  /** An interface; absent means the one that carries the traffic when the fault is due. */
  readonly member: string | undefined;
}

/**
 * Refuses a bond that would not fail over: one that does not watch its links (miimon, or ARP), whose other links are all
 * down, or that lacks the link that is meant.
 */
export function bondCanLoseALink({ host, bond, member = '' }: BondMember): Check {
  return {
    ...check(
      host,
      script(VERDICT, fileOf(bond), member),
      `${bond} on ${host} watches its links, and can do without ${member || 'one'}`,
      '^ready$',
    ),
    refusal: {
      code: 'BOND_NOT_REDUNDANT',
      hint: 'set `miimon`, bring its other links up, or name one that is up: `cat /proc/net/bonding/*`',
    },
  };
}

/** Whether so many links of a bond are up. @param count a regular expression */
export function bondLinks({ host, bond }: BondMember, count: string, description: string): Check {
  return check(host, script(COUNT, fileOf(bond)), description, `^${count} of `);
}

/** Switches a link off on the host itself: another fault than a cable that is out, for the link has no carrier to lose. */
export function bondMemberOff(target: BondMember): Action {
  const { host, bond, member = '' } = target;
  const what = `${member === '' ? 'the active link' : member} of ${bond} on ${host}`;
  const run = (text: string) => script(`${PRELUDE}${text}`, fileOf(bond), member, `/run/chaos-bond-${bond}`);
  const isIn = (state: string, description: string) => check(host, run(STATE), description, `^${state}$`);
  return {
    // Its own path to us may lead over the bond.
    mayCutOff: [host],
    preflight: [
      bondCanLoseALink(target),
      check(host, run(FREE), `no link of ${bond} on ${host} is switched off by us`),
    ],
    inject: [step(host, run(SWITCH_OFF), `switch off ${what}`)],
    undo: [step(host, run(SWITCH_ON), `switch on ${what}`)],
    effective: { ...isIn('down', `${what} is down`), holdsWhenCutOff: true },
    recovered: isIn('up', `${what} is up`),
    afterwards: [step(host, run(FORGET), `forget which link of ${bond} on ${host} it was`)],
  };
}

/** Where the kernel tells of a bond. */
function fileOf(bond: string): string {
  return `/proc/net/bonding/${bond}`;
}

/** $1: the kernel's file of the bond; $2: the member, or nothing. */
const VERDICT = `
[ -e "$1" ] || { echo 'there is no such bond'; exit 0; }
awk -v member="$2" '
  /^(MII|ARP) Polling Interval/ { watched += $NF }
  /^Slave Interface/ { link = $3; known[link] = 1; all++ }
  /^MII Status: up/ && link != "" { isUp[link] = 1; up++ }
  END {
    if (watched == 0) print "it does not watch its links: miimon is 0"
    else if (member != "" && !(member in known)) print member " is no link of it"
    else if (member != "" && !(member in isUp)) print member " is down already"
    else if (up < 2) printf "%d of its %d links is up: it is the last\\n", up, all
    else print "ready"
  }' "$1"`;

const COUNT = `awk '
  /^Slave Interface/ { all++; inside = 1 }
  /^MII Status: up/ && inside { up++ }
  END { printf "%d of %d\\n", up, all }' "$1"`;

/** $3: a note on the host of the link that was chosen, which a reboot removes as it ends the fault. */
const PRELUDE = `
member=$2
[ -n "$member" ] || [ ! -e "$3" ] || member=$(cat "$3")
`;

const FREE = '[ ! -e "$3" ]';

const SWITCH_OFF = `
if [ -z "$member" ]; then
  member=$(sed -n 's/^Currently Active Slave: //p' "$1")
  case $member in ''|None) echo "it has no active link" >&2; exit 1 ;; esac
  echo "$member" >"$3" || exit 1
fi
ip link set dev "$member" down`;

const SWITCH_ON = '[ -z "$member" ] || ip link set dev "$member" up';

/** Of the link itself, as the bond sees it. */
const STATE = `
awk -v member="$member" '
  /^Slave Interface/ { inside = $3 == member }
  /^MII Status/ && inside { print $3; inside = 0 }' "$1"`;

const FORGET = 'rm -f "$3"';
