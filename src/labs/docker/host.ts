import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { localHost } from '../../hosts/local.js';
import type { ExecResult, Host, HostDescription, HostKind } from '../../hosts/types.js';
import { toldHost } from '../told-host.js';
import { labContainers } from './docker.js';
import { containerOf } from './names.js';

/** The host of what concerns the lab as a whole: this machine, as far as it holds the lab. */
export const LAB_HOST = 'lab';
const KIND = 'docker-lab';
const NO_CONTAINER = /No such container/i;

/** This machine as the one that holds the docker lab: it notices when the lab is gone. */
export const dockerLabHostKind: HostKind = {
  kind: KIND,
  summary: 'the machine that the docker lab is on',
  open: async ({ name }) => labHost(name),
};

export function describeLabHost(): HostDescription {
  return { kind: KIND, name: LAB_HOST };
}

/** A node of the lab: commands go in by `docker exec`. */
export function describeNode(host: string): HostDescription {
  const prefix = ['docker', 'exec', '-i', containerOf(host)];
  return { kind: 'prefix', name: host, prefix, through: describeLabHost() };
}

function labHost(name: string): Host {
  const told = async (answer: Promise<ExecResult>): Promise<ExecResult> => {
    const result = await answer;
    if (result.exitCode !== 0 && NO_CONTAINER.test(result.stderr) && (await labContainers()).length === 0) {
      throw new ChaosError('LAB_GONE', 'the docker lab is not up any more', {
        where: name,
        exitCode: ExitCode.brokeOff,
      });
    }
    return result;
  };
  return { ...toldHost(localHost(name), told), description: { kind: KIND, name } };
}
