import type { Cluster } from '../../cluster/types.js';
import { siteConditions } from '../site-conditions.js';
import { type Condition, waitFor } from '../waiting.js';
import { tryDocker } from './docker.js';
import { containerOf } from './names.js';
import type { LabSpec } from './spec.js';

const TIMEOUT_MS = 120_000;

/**
 * Waits until everything of the lab works as a user of it would see.
 * @param cluster with every URL filled in
 * @throws ChaosError LAB_FAILED with what did not come up, INTERRUPTED
 */
export function waitUntilHealthy(
  spec: LabSpec,
  cluster: Cluster,
  onProgress: (message: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  return waitFor(conditionsOf(spec, cluster), { lab: 'docker', timeoutMs: TIMEOUT_MS, onProgress, signal });
}

function conditionsOf(spec: LabSpec, cluster: Cluster): Condition[] {
  return [
    ...Object.values(cluster.vips).map(({ name, address, hosts, priorities }) => {
      const home = [...hosts].sort((a, b) => (priorities[b] ?? 0) - (priorities[a] ?? 0))[0] ?? '';
      return {
        what: `the ${name} virtual IP on ${home}`,
        missing: () => addressMissing(home, address),
      };
    }),
    ...siteConditions(cluster),
    ...(cluster.storage.gluster?.hosts ?? [])
      .filter((host) => spec.nodes.some((node) => node.host === host))
      .map((host) => ({ what: `the brick of ${host}`, missing: () => brickMissing(host) })),
  ];
}

async function addressMissing(host: string, address: string): Promise<string | undefined> {
  const show = ['ip', '-o', '-4', 'address', 'show', 'to', `${address}/32`];
  const { stdout } = await tryDocker(['exec', containerOf(host), ...show]);
  return stdout.includes(address) ? undefined : 'it is not there yet';
}

async function brickMissing(host: string): Promise<string | undefined> {
  const { stdout } = await tryDocker(['exec', containerOf(host), 'sh', '/lab/brick-state']);
  return stdout.trim() === 'up pending 0' ? undefined : stdout.trim() || 'it does not answer';
}
