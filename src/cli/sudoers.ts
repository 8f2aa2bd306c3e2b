import { stepsOf } from '../hosts/steps.js';
import type { HostDescription, Step } from '../hosts/types.js';
import type { Plan } from '../plan/types.js';
import { deadMan, longestMs } from '../run/dead-man.js';

/** What sudo must let the login user of one host run as root, as argument vectors. */
export interface SudoNeeds {
  readonly host: string;
  readonly description: HostDescription;
  readonly commands: readonly (readonly string[])[];
}

/** Collects every command that plans would run through sudo: those of faults, their timers, and of observers. */
export function sudoNeeds(plans: readonly Plan[], watched: readonly Step[]): readonly SudoNeeds[] {
  const steps = [...plans.flatMap(plannedSteps), ...watched];
  const hosts = Object.assign({}, ...plans.map((plan) => plan.hosts)) as Plan['hosts'];
  return Object.entries(hosts).flatMap(([host, description]) => {
    const own = steps.flatMap((step) => commandsOn(host, step, hosts));
    const distinct = [...new Map(own.map((argv) => [JSON.stringify(argv), argv])).values()];
    return description.become === 'sudo' && distinct.length > 0
      ? [{ host, description, commands: distinct }]
      : [];
  });
}

function plannedSteps(plan: Plan): readonly Step[] {
  return plan.faults.flatMap((fault) => {
    const actions = Object.values(fault.actions);
    const { arm, disarm } = deadMan(
      fault.id,
      actions,
      longestMs(fault, plan),
      (host) => plan.hosts[host] ?? { kind: 'local', name: host },
    );
    return [...actions.flatMap(stepsOf), ...arm, ...disarm];
  });
}

/** A step on a container or namespace of a host is a command with a prefix on that host. */
function commandsOn(host: string, step: Step, hosts: Plan['hosts']): readonly (readonly string[])[] {
  let argv = step.argv;
  let at: HostDescription | undefined = hosts[step.host];
  while (at?.kind === 'prefix') {
    argv = [...(at.prefix as readonly string[]), ...argv];
    at = at.through as HostDescription;
  }
  return at?.name === host ? [argv] : [];
}

/**
 * A sudoers file that allows these commands with exactly these arguments, and nothing else; see sudoers(5).
 * @param user who logs in there
 * @param programs where each program is on that host
 */
export function sudoersFile(
  { host, commands }: SudoNeeds,
  user: string,
  programs: Readonly<Record<string, string>>,
): string {
  const rules = commands.map(([program = '', ...args]) => {
    const words = args.length === 0 ? '""' : escapeArguments(args);
    return `${user} ALL=(root) NOPASSWD: ${programs[program] ?? `/usr/bin/${program}`} ${words}`;
  });
  return [`# ${host}: /etc/sudoers.d/chaos. Check it before use: visudo -cf FILE`, ...rules.sort(), ''].join(
    '\n',
  );
}

/**
 * sudo compares the arguments joined by blanks with a pattern. Every character that means something there is escaped;
 * a line's end, which a rule cannot hold, is any one character.
 */
function escapeArguments(args: readonly string[]): string {
  return args
    .join(' ')
    .replaceAll('\\', '\\\\\\\\')
    .replaceAll(/[*?[\]!^]/g, '\\$&')
    .replaceAll(/[:,=# \t]/g, '\\$&')
    .replaceAll('\n', '?');
}
