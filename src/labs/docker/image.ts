import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { localHost } from '../../hosts/local.js';
import { docker, tryDocker } from './docker.js';

/** Where the image's Debian comes from: mmdebstrap builds it from a Debian mirror, any other word is an image. */
export const MMDEBSTRAP = 'mmdebstrap';
const SUITE = 'bookworm';
const BUILD_TIMEOUT_MS = 900_000;

/** One image for every node. */
const PACKAGES = [
  'apache2',
  'apache2-utils',
  'corosync',
  'curl',
  'ethtool',
  'glusterfs-client',
  'glusterfs-server',
  'haproxy',
  'iproute2',
  'iputils-arping',
  'iputils-ping',
  'keepalived',
  'libapache2-mod-php',
  'nftables',
  'pacemaker',
  'pacemaker-cli-utils',
  'procps',
  'resource-agents',
  'socat',
];

/** The image of a recipe: the same recipe is built once. */
export function imageOf(base: string): string {
  const recipe = JSON.stringify({ base, suite: SUITE, packages: PACKAGES });
  return `chaos-lab:${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`;
}

/**
 * Builds the lab's image unless it is there.
 * @throws ChaosError LAB_FAILED with the last lines of what did not work
 */
export async function ensureImage(base: string, onProgress: (message: string) => void): Promise<void> {
  const image = imageOf(base);
  if ((await tryDocker(['image', 'inspect', image])).exitCode === 0) {
    return;
  }
  if (base === MMDEBSTRAP) {
    await bootstrap(image, onProgress);
  } else {
    await buildOn(base, image, onProgress);
  }
}

/** A Debian from its mirror alone, with no image registry. */
async function bootstrap(image: string, onProgress: (message: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-image-'));
  const archive = join(folder, 'root.tar');
  try {
    onProgress(`building image ${image}: Debian ${SUITE} by mmdebstrap, once (about a minute)`);
    await bootstrapTo(archive);
    onProgress(`importing image ${image}`);
    await docker(['import', archive, image], { timeoutMs: BUILD_TIMEOUT_MS });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bootstrapTo(archive: string): Promise<void> {
  const argv = ['mmdebstrap', '--variant=minbase', `--include=${PACKAGES.join(',')}`, SUITE, archive];
  const result = await localHost('local').exec(argv, { timeoutMs: BUILD_TIMEOUT_MS });
  if (result.exitCode !== 0) {
    const last = result.stderr.trim().split('\n').slice(-5).join('\n');
    throw new ChaosError('LAB_FAILED', `mmdebstrap did not build the image:\n${last}`, {
      hint: 'it needs root and a Debian mirror; or name an image to build on with --base',
      exitCode: ExitCode.refused,
    });
  }
}

async function buildOn(base: string, image: string, onProgress: (message: string) => void): Promise<void> {
  onProgress(`building image ${image} on ${base}, once (a few minutes)`);
  const install = `apt-get update && apt-get install -y --no-install-recommends ${PACKAGES.join(' ')}`;
  const lines = [
    `FROM ${base}`,
    `RUN ${install} && rm -rf /var/lib/apt/lists/*`,
    'ENV DEBIAN_FRONTEND=noninteractive',
  ];
  const folder = await mkdtemp(join(tmpdir(), 'chaos-image-'));
  try {
    await writeFile(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
    await docker(['build', '--tag', image, folder], { timeoutMs: BUILD_TIMEOUT_MS });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
