import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { tryDocker } from './docker.js';
import { containerOf } from './names.js';
import type { LabSpec } from './spec.js';

const TIMEOUT_MS = 120_000;
const PERIOD_MS = 500;
const REQUEST_TIMEOUT_MS = 2_000;
const CSV_STATUS_COLUMN = 17;

/** Something to wait for. */
interface Condition {
  readonly what: string;
  /** @returns what is missing; undefined when nothing is */
  missing(): Promise<string | undefined>;
}

/**
 * Waits until everything of the lab works as a user of it would see.
 * @param cluster with every URL filled in
 * @throws ChaosError LAB_FAILED with what did not come up, INTERRUPTED
 */
export async function waitUntilHealthy(
  spec: LabSpec,
  cluster: Cluster,
  onProgress: (message: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const startedMs = performance.now();
  for (const { what, missing } of conditionsOf(spec, cluster)) {
    onProgress(`waiting for ${what}`);
    let last: string | undefined;
    for (let lack = await missing(); lack !== undefined; lack = await missing()) {
      refuseIfInterrupted(signal);
      if (performance.now() - startedMs > TIMEOUT_MS) {
        throw new ChaosError('LAB_FAILED', `the docker lab did not come up: ${what}: ${lack}`, {
          hint: '`chaos lab logs docker` after `chaos lab up docker` collects what the nodes say',
          exitCode: ExitCode.refused,
        });
      }
      if (lack !== last) {
        onProgress(`waiting for ${what}: ${lack}`);
        last = lack;
      }
      await sleep(PERIOD_MS);
    }
  }
  onProgress(`healthy after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}

export function refuseIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new ChaosError('INTERRUPTED', 'interrupted while the lab came up', {
      exitCode: ExitCode.interrupted,
    });
  }
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
    { what: 'every server in the balancer', missing: () => serversMissing(cluster) },
    ...Object.values(cluster.frontends).map(({ name, url = '' }) => ({
      what: `frontend ${name}`,
      missing: () => pageMissing(`${url}/index.php`),
    })),
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

async function serversMissing(cluster: Cluster): Promise<string | undefined> {
  const servers = await readServers(cluster);
  if (servers === undefined) {
    return 'its statistics page does not answer';
  }
  const up = servers.filter(({ status }) => status === 'UP');
  return up.length === servers.length ? undefined : `${up.length} of ${servers.length} are up`;
}

/**
 * The servers' states in the balancer of the director that answers; undefined when none does. Columns as in
 * HAProxy's Management Guide, section 9.1.
 */
export async function readServers({
  balancer,
}: Cluster): Promise<{ proxy: string; server: string; status: string }[] | undefined> {
  const credentials = Buffer.from(`${balancer?.user ?? ''}:${balancer?.password ?? ''}`).toString('base64');
  const csv = await get(`${balancer?.statsUrl};csv`, { authorization: `Basic ${credentials}` });
  return csv
    ?.split('\n')
    .map((line) => line.split(','))
    .filter(([, server = '']) => !/^(svname|FRONTEND|BACKEND|)$/.test(server))
    .map((row) => ({
      proxy: row[0] ?? '',
      server: row[1] ?? '',
      status: row[CSV_STATUS_COLUMN] ?? '',
    }));
}

async function pageMissing(url: string): Promise<string | undefined> {
  const page = await get(url);
  return page?.includes('served by') ? undefined : 'its page does not answer';
}

async function brickMissing(host: string): Promise<string | undefined> {
  const { stdout } = await tryDocker(['exec', containerOf(host), 'sh', '/lab/brick-state']);
  return stdout.trim() === 'up pending 0' ? undefined : stdout.trim() || 'it does not answer';
}

/** Undefined unless it answers 200 in time. */
async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      headers: { ...headers, connection: 'close' },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const body = await response.text();
    return response.ok ? body : undefined;
  } catch {
    return undefined;
  }
}
