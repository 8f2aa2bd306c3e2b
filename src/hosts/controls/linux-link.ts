import type { Action } from '../types.js';
import { check, script, step } from './steps.js';
import type { Controls } from './types.js';

/**
 * Links of hosts that run Linux, by `tc` on the host itself: what leaves by the NIC is delayed, lost or limited. Our
 * queueing discipline has a handle of its own; one that somebody else put there is never replaced.
 * @param nicOf the interface of a host on a network
 * @throws ChaosError whatever `nicOf` throws
 */
export function linuxLink(nicOf: (host: string, network: string) => string): NonNullable<Controls['link']> {
  const shape = (host: string, network: string, wanted: Shape) =>
    shaped({ host, nic: nicOf(host, network), link: `the link of ${host}'s ${network} NIC` }, wanted);
  return {
    delay: (host, network, delayMs, jitterMs) =>
      shape(host, network, {
        discipline: ['netem', 'delay', `${delayMs}ms`, `${jitterMs}ms`],
        verb: `delay by ${delayMs} ms ± ${jitterMs} ms`,
      }),
    lose: (host, network, share) =>
      shape(host, network, {
        discipline: ['netem', 'loss', `${Number((100 * share).toFixed(4))}%`],
        verb: `lose ${Number((100 * share).toFixed(4))}% of the packets on`,
      }),
    limit: (host, network, bytesPerSecond) =>
      shape(host, network, {
        discipline: [
          'tbf',
          'rate',
          `${bytesPerSecond}bps`,
          'burst',
          String(burstOf(bytesPerSecond)),
          'latency',
          '400ms',
        ],
        verb: `limit to ${bytesPerSecond} bytes/s`,
      }),
  };
}

/** `bps` are bytes a second to `tc`. */
interface Shape {
  readonly discipline: readonly string[];
  readonly verb: string;
}

interface Link {
  readonly host: string;
  readonly nic: string;
  readonly link: string;
}

const HANDLE = 'c4a0:';
const LEAST_BURST_BYTES = 4_096;
const BURSTS_PER_SECOND = 100;

/** Tried on a pair of links of its own, so that nothing that is used is touched. $1: the kind. */
const TRY = `
ip link add name chaos-try0 type veth peer name chaos-try1 || exit 1
tc qdisc add dev chaos-try0 root "$@"; known=$?
ip link delete chaos-try0
exit $known`;

/** Ours alone is removed; that it is gone already is no error. $1: the NIC, $2: the handle. */
const REMOVE = `
tc qdisc show dev "$1" root | grep -q "^qdisc [a-z]* $2 root" || exit 0
tc qdisc delete dev "$1" root handle "$2"`;

function shaped({ host, nic, link }: Link, { discipline, verb }: Shape): Action {
  const [kind = ''] = discipline;
  const present = ['tc', 'qdisc', 'show', 'dev', nic, 'root'];
  const untouched = check(
    host,
    present,
    `${link} has no discipline but the kernel's own`,
    '^qdisc \\S+ 0: root',
  );
  const add = ['tc', 'qdisc', 'add', 'dev', nic, 'root', 'handle', HANDLE, ...discipline];
  return {
    needs: [
      check(host, script(TRY, ...discipline), `the kernel of ${host} can shape links by ${kind}, and we may`),
    ],
    preflight: [untouched],
    inject: [step(host, add, `${verb} ${link}`)],
    undo: [step(host, script(REMOVE, nic, HANDLE), `take ${kind} off ${link}`)],
    effective: check(host, present, `${link} is shaped by ${kind}`, `^qdisc ${kind} ${HANDLE} root`),
    recovered: untouched,
  };
}

/** A hundredth of a second's worth, and at least a full packet with room for those that the NIC has put together. */
function burstOf(bytesPerSecond: number): number {
  return Math.max(LEAST_BURST_BYTES, Math.ceil(bytesPerSecond / BURSTS_PER_SECOND));
}
