import { z } from 'zod';
import { ChaosError } from '../core/errors.js';
import { check, script, step } from '../hosts/controls/steps.js';
import { hasProgram } from './has-program.js';
import { network } from './options.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition, FaultTarget } from './types.js';

const options = z.strictObject({ network: network() });

export const glusterPeerUnplug: FaultDefinition<z.infer<typeof options>> = {
  name: 'gluster.peer-unplug',
  summary: "pulls a storage node's cable; recovery plugs it in and waits until nothing is left to heal",
  targets: 'hosts of a Gluster volume',
  needs: 'cable',
  options,
  compose: (target, wanted) => {
    const volumes = replicatedVolumes(target);
    const { host } = target;
    const cable = control(target, 'cable').unplug(host, networkOf(target, wanted.network));
    const healed = (description: string) => check(host, script(HEALED, ...volumes), description, '^healed$');
    return {
      ...cable,
      needs: [...(cable.needs ?? []), hasProgram(host, 'gluster')],
      preflight: [...cable.preflight, healed(`nothing waits to be healed, as seen from ${host}`)],
      undo: [
        ...cable.undo,
        step(host, script(HEAL, ...volumes), `have the self-heal daemons look at ${volumes.join(', ')} now`),
      ],
      recovered: {
        ...healed(`the peers of ${host} are connected, and nothing is left to heal`),
        withinMs: HEAL_WITHIN_MS,
      },
    };
  },
};

const HEAL_WITHIN_MS = 120_000;

/** A heal that is triggered before the bricks are seen again does nothing, and is triggered by their return anyway. */
const HEAL = 'for volume; do gluster --mode=script volume heal "$volume" >/dev/null 2>&1 || true; done';

/** Zero pending and zero in split-brain on every brick; a brick that cannot say has a dash for its number. */
const HEALED = `
gluster peer status | grep -q '(Disconnected)' && { echo disconnected; exit; }
for volume; do
  for what in '' split-brain; do
    numbers=$(gluster volume heal "$volume" info $what | sed -nE 's/^Number of entries[^:]*: *//p') || exit
    [ -n "$numbers" ] || { echo unknown; exit; }
    echo "$numbers" | grep -qv '^0$' && { echo pending; exit; }
  done
done
echo healed`;

/** @throws ChaosError NOT_A_PEER */
function replicatedVolumes({ host, cluster }: FaultTarget): string[] {
  const { gluster } = cluster.storage;
  if (gluster === undefined || !gluster.hosts.includes(host)) {
    throw new ChaosError('NOT_A_PEER', `${host} is no host of a Gluster volume`, {
      hint:
        gluster === undefined
          ? 'the cluster file has no gluster under `storage`'
          : `hosts: ${gluster.hosts.join(', ')}`,
    });
  }
  return Object.entries(gluster.volumes).flatMap(([name, kind]) => (kind === 'replicated' ? [name] : []));
}
