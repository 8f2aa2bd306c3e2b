import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { labContainers, tryDocker } from './docker.js';
import { LAB_LABEL } from './names.js';

/** Docker removes a network only once its last endpoint is gone. */
const ATTEMPTS = 5;
const PAUSE_MS = 500;

/**
 * Removes every container, network, volume and folder of the docker lab, whoever made it. May be called
 * again, and when nothing is there.
 * @returns how many containers there were
 * @throws ChaosError LAB_REMAINS with what could not be removed
 */
export async function takeDown(): Promise<number> {
  const containers = await labContainers();
  const networks = await listed('network');
  await Promise.all(networks.map(emptyNetwork));
  await Promise.all(
    halves(containers.map(({ name }) => name)).map((names) =>
      names.length === 0 ? undefined : tryDocker(['rm', '--force', '--volumes', ...names]),
    ),
  );
  await removeAll('network');
  await removeAll('volume');
  for (const folder of new Set(containers.map((container) => container.folder))) {
    // Only a folder that the lab itself made is removed.
    if (dirname(folder) === tmpdir()) {
      await rm(folder, { recursive: true, force: true });
    }
  }
  refuseLeft([
    ...(await labContainers()).map(({ name }) => `container ${name}`),
    ...(await listed('network')).map((name) => `network ${name}`),
    ...(await listed('volume')).map((name) => `volume ${name}`),
  ]);
  return containers.length;
}

/**
 * Takes a network's endpoints off it one at a time: before version 28.1 Docker counts them, and loses count when
 * several go at once; the network then has "active endpoints" and no container until the daemon is restarted.
 */
async function emptyNetwork(network: string): Promise<void> {
  const each = '{{range .Containers}}{{println .Name}}{{end}}';
  const { stdout } = await tryDocker(['network', 'inspect', '--format', each, network]);
  for (const container of stdout.split('\n').filter((name) => name !== '')) {
    await tryDocker(['network', 'disconnect', '--force', network, container]);
  }
}

async function removeAll(kind: 'network' | 'volume'): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const names = await listed(kind);
    if (names.length === 0) {
      return;
    }
    if ((await tryDocker([kind, 'rm', ...names])).exitCode !== 0) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

async function listed(kind: 'network' | 'volume'): Promise<string[]> {
  const { stdout } = await tryDocker([kind, 'ls', '--filter', `label=${LAB_LABEL}`, '--format', '{{.Name}}']);
  return stdout.split('\n').filter((name) => name !== '');
}

function refuseLeft(left: readonly string[]): void {
  if (left.length > 0) {
    throw new ChaosError('LAB_REMAINS', `the docker lab could not be removed: ${left.join(', ')}`, {
      hint: `docker rm -f $(docker ps -aq --filter label=${LAB_LABEL}); a network that is said to have active endpoints, and has no container, goes when Docker's daemon is restarted`,
      exitCode: ExitCode.unhealed,
    });
  }
}

function halves<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}
