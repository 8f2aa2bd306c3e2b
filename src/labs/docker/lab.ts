import { rm } from 'node:fs/promises';
import type { Cluster } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { nominalCluster, planLab, withAddresses } from '../embedded/plan.js';
import type { Lab, LabOptions, LabRemains, LabView, RunningLab } from '../types.js';
import { refuseIfInterrupted } from '../waiting.js';
import { build, fingerprint, writeFiles, writeFolder } from './build.js';
import { composeFile } from './compose.js';
import { dockerControls } from './controls.js';
import { type LabContainer, labContainers, requireDocker } from './docker.js';
import { program } from './entry-points.js';
import { waitUntilHealthy } from './health.js';
import { describeLabHost, describeNode, LAB_HOST } from './host.js';
import { ensureImage, imageOf, MMDEBSTRAP } from './image.js';
import type { LabSpec } from './spec.js';
import { specify } from './specify.js';
import { collectLogs, labStatus } from './status.js';
import { takeDown } from './take-down.js';

const NAME = 'docker';

const NOTES = [
  'Real: HAProxy, Keepalived, Apache with PHP, GlusterFS and its FUSE mounts; links of the kernel, whose carrier is lost when a cable is pulled.',
  'All containers share one kernel and its processors: figures of performance say how they compare here, not what ten machines would do.',
  'The site that the reference topology keeps on NFS is a volume that the web servers share; the vm lab has real NFS.',
  'The containers of a real server share its network, and so its cable.',
];

/** The reference topology in containers. */
export const dockerLab: Lab = {
  name: NAME,
  summary: 'the reference topology in containers with the real programs; needs Docker Engine and root',
  describe: viewOf,
  up,
  standing: {
    down: takeDown,
    status: labStatus,
    collectLogs,
    compose: async (cluster, folder, choices) => {
      const spec = specify(cluster, imageOf(choices.base ?? MMDEBSTRAP));
      await writeFiles(spec, folder);
      return composeFile(spec);
    },
  },
};

async function up(cluster: Cluster, options: LabOptions): Promise<RunningLab> {
  const base = options.choices?.base ?? MMDEBSTRAP;
  const view = viewOf(cluster);
  const spec = specify(cluster, imageOf(base));
  await requireDocker();
  const present = await labContainers();
  if (present.length > 0) {
    refuseIfOther(present, spec);
    await waitUntilHealthy(spec, view.cluster, options.onProgress, options.signal);
    // Whoever brought it up takes it down.
    return { ...view, remains: { lab: NAME, processes: [], directories: [] }, down: async () => {} };
  }
  await ensureImage(base, options.onProgress);
  refuseIfInterrupted(options.signal);
  const folder = await writeFolder(spec);
  const remains = remainsOf(folder);
  options.onRemains?.(remains);
  try {
    await build(spec, folder, options.onProgress);
    await waitUntilHealthy(spec, view.cluster, options.onProgress, options.signal);
  } catch (error) {
    await down(folder);
    throw error;
  }
  return { ...view, remains, down: () => down(folder) };
}

function viewOf(cluster: Cluster): LabView {
  const nodes = Object.keys(cluster.hosts).map((host) => [host, describeNode(host)]);
  const known = withAddresses(nominalCluster(cluster, planLab(cluster)));
  return {
    cluster: known,
    controls: dockerControls(known),
    hosts: { [LAB_HOST]: describeLabHost(), ...Object.fromEntries(nodes) },
    fidelity: 'docker',
    notes: NOTES,
  };
}

function refuseIfOther(present: readonly LabContainer[], spec: LabSpec): void {
  const wanted = fingerprint(spec);
  const isSame = present.length === spec.nodes.length && present.every((one) => one.spec === wanted);
  if (!isSame) {
    throw new ChaosError('LAB_BUSY', 'another docker lab is up, or is left over', {
      hint: 'take it down first: `chaos lab down docker`',
      exitCode: ExitCode.refused,
    });
  }
}

function remainsOf(folder: string): LabRemains {
  const cleanUp = [{ argv: program('take-down'), description: 'take the docker lab down' }];
  return { lab: NAME, processes: [], directories: [folder], cleanUp };
}

async function down(folder: string): Promise<void> {
  await takeDown();
  await rm(folder, { recursive: true, force: true });
}
