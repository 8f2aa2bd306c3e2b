import type { Action } from '../../hosts/types.js';
import { check, step } from '../docker/controls.js';
import { MACHINE } from './host.js';
import type { NodeCable } from './spec.js';

/** The queueing discipline has a handle of its own, so that no other is ever touched. */
const HANDLE = 'c4a0:';

/** What netem does to every packet, in its own words. */
export interface Netem {
  readonly words: readonly string[];
  readonly description: string;
}

export function netemDelay(delayMs: number, jitterMs: number): Netem {
  const jitter = jitterMs === 0 ? [] : [`${jitterMs}ms`];
  return { words: ['delay', `${delayMs}ms`, ...jitter], description: `delay packets by ${delayMs} ms` };
}

export function netemRate(bytesPerSecond: number): Netem {
  const bitsPerSecond = Math.max(8, Math.round(bytesPerSecond * 8));
  return {
    words: ['rate', `${bitsPerSecond}bit`],
    description: `let ${bytesPerSecond} bytes a second pass`,
  };
}

/** Shapes a link in both directions: at the machine's end of each of its cables, and at the node's. */
export function shapedLink(
  link: string,
  node: string,
  cables: readonly NodeCable[],
  { words, description }: Netem,
): Action {
  const ends = cables.flatMap(({ outer, inner }) => [
    { tc: ['tc'], device: outer },
    { tc: ['tc', '-n', node], device: inner },
  ]);
  const places = ends.map(({ tc, device }) => `${tc.slice(1).join(' ')}:${device}`);
  const shaped = ['sh', '-c', COUNT_SHAPED, 'count', ...places];
  return {
    preflight: [check(MACHINE, shaped, '^0 of 0$', `${link} has no queueing discipline of anyone's`)],
    inject: ends.map(({ tc, device }) =>
      step(
        MACHINE,
        [...tc, 'qdisc', 'add', 'dev', device, 'root', 'handle', HANDLE, 'netem', ...words],
        `${description} at ${device}, ${link}`,
      ),
    ),
    undo: [step(MACHINE, ['sh', '-c', REMOVE, 'remove', ...places], `let ${link} be as it was`)],
    effective: check(MACHINE, shaped, `^${ends.length} of ${ends.length}$`, `${link} is shaped`),
    recovered: check(MACHINE, shaped, '^0 of 0$', `${link} is as it was`),
  };
}

/** Of the ends that are named: how many have our discipline, of how many that have any but the kernel's default. */
const COUNT_SHAPED = `
ours=0 all=0
for place in "$@"; do
  qdisc=$(tc \${place%:*} qdisc show dev "\${place##*:}")
  case $qdisc in *' ${HANDLE} root'*) ours=$((ours + 1)) ;; esac
  case $qdisc in *noqueue*) ;; *) all=$((all + 1)) ;; esac
done
echo "$ours of $all"`;

const REMOVE = `
for place in "$@"; do
  case $(tc \${place%:*} qdisc show dev "\${place##*:}") in
    *' ${HANDLE} root'*) tc \${place%:*} qdisc del dev "\${place##*:}" root handle ${HANDLE} || exit ;;
  esac
done`;
