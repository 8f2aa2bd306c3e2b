import type { ClusterHost } from '../../cluster/types.js';
import { check, script, step } from '../../hosts/controls/steps.js';
import type { Action, Check } from '../../hosts/types.js';
import { REPLICA_NOT_WHOLE } from '../replica.js';
import { REPLICATED_VOLUME } from './config/scripts.js';

/** Peers and clients notice by time-outs of their own that a brick is back, and only then is anything healed. */
const HEAL_WITHIN_MS = 240_000;

/** The self-heal daemon looks by itself only every ten minutes; the undo tells it to look now. */
export function brickDown(host: ClusterHost, evenIfDegraded: boolean): Action {
  const pattern = `glusterfsd.*--volfile-id ${REPLICATED_VOLUME}[.]`;
  const state = ['sh', '/lab/brick-state'];
  const brick = `the brick of ${host.name}`;
  return {
    preflight: [
      evenIfDegraded
        ? check(host.name, state, `${brick} is up`, '^up ')
        : { ...healed(host), refusal: REPLICA_NOT_WHOLE },
    ],
    inject: [step(host.name, ['pkill', '-KILL', '-f', pattern], `kill ${brick}`)],
    undo: [
      step(
        host.name,
        ['gluster', '--mode=script', 'volume', 'start', REPLICATED_VOLUME, 'force'],
        `start ${brick} again`,
      ),
    ],
    effective: check(host.name, state, `${brick} is down`, '^down'),
    // What another brick that is down has missed cannot be healed yet.
    recovered: evenIfDegraded ? check(host.name, state, `${brick} is up`, '^up ') : healed(host),
  };
}

/**
 * What is being written just then is listed as pending too, and a busy node may once fail to say: it is looked for
 * again, though not for as long where nobody can say, as where another brick is down.
 */
const HEALED_STATE = `
looks=5
while state=$(sh /lab/brick-state); do
  case $state in
    'up pending 0' | down*) break ;;
    *unknown*) looks=$((looks - 2)) ;;
    *) looks=$((looks - 1)) ;;
  esac
  [ $looks -gt 0 ] || break
  sleep 0.5
done
echo "$state"`;
const HEALED_TIMEOUT_MS = 60_000;

/** A brick that is down elsewhere cannot say what it lacks: then nothing is healed. */
function healed({ name }: ClusterHost): Check {
  return {
    ...check(
      name,
      script(HEALED_STATE),
      `the brick of ${name} is up, and no brick of its volume is down or has anything to heal`,
      '^up pending 0$',
    ),
    timeoutMs: HEALED_TIMEOUT_MS,
    withinMs: HEAL_WITHIN_MS,
  };
}
