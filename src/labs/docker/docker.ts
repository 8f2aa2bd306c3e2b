import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { localHost } from '../../hosts/local.js';
import type { ExecOptions, ExecResult } from '../../hosts/types.js';
import { FOLDER_LABEL, HOST_LABEL, LAB_LABEL, SPEC_LABEL } from './names.js';

const machine = localHost('local');

/** Runs `docker` on this machine. A non-zero exit code is a result. */
export function tryDocker(args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  return machine.exec(['docker', ...args], { timeoutMs: 120_000, ...options });
}

/**
 * Runs `docker` on this machine.
 * @returns standard output without its line end
 * @throws ChaosError LAB_FAILED with what Docker said
 */
export async function docker(args: readonly string[], options: ExecOptions = {}): Promise<string> {
  const result = await tryDocker(args, options);
  if (result.exitCode !== 0) {
    throw new ChaosError('LAB_FAILED', `\`docker ${args.join(' ')}\`: ${result.stderr.trim()}`, {
      exitCode: ExitCode.refused,
    });
  }
  return result.stdout.trimEnd();
}

/**
 * @throws ChaosError DOCKER_MISSING when there is no client or no daemon that answers
 */
export async function requireDocker(): Promise<void> {
  const hint =
    'install Docker Engine (Debian: `apt-get install docker.io`) and start its daemon; docs/docker-lab.md says how without systemd';
  let answer: ExecResult;
  try {
    answer = await tryDocker(['version', '--format', '{{.Server.Version}}'], { timeoutMs: 15_000 });
  } catch (error) {
    throw new ChaosError('DOCKER_MISSING', 'the docker lab needs the program `docker`', {
      hint,
      exitCode: ExitCode.refused,
      cause: error,
    });
  }
  if (answer.exitCode !== 0) {
    throw new ChaosError('DOCKER_MISSING', `Docker does not answer: ${answer.stderr.trim()}`, {
      hint,
      exitCode: ExitCode.refused,
    });
  }
}

/** A container of the lab as it is now. */
export interface LabContainer {
  readonly name: string;
  readonly host: string;
  /** Docker's words: created, running, paused, restarting, exited, dead. */
  readonly state: string;
  readonly spec: string;
  readonly folder: string;
  /** The name of its first network, or `container:ID` where it shares that of another. */
  readonly networkMode: string;
}

/** Every container of the lab, running or not. */
export async function labContainers(): Promise<LabContainer[]> {
  const ids = await docker(['ps', '--all', '--quiet', '--filter', `label=${LAB_LABEL}`]);
  if (ids === '') {
    return [];
  }
  const label = (name: string) => `{{index .Config.Labels "${name}"}}`;
  const format = [
    '{{.Name}}',
    '{{.State.Status}}',
    label(HOST_LABEL),
    label(SPEC_LABEL),
    label(FOLDER_LABEL),
    '{{.HostConfig.NetworkMode}}',
  ].join('\t');
  // One that is removed meanwhile is left out, with an exit code that means no more than that.
  const { stdout } = await tryDocker(['inspect', '--format', format, ...ids.split('\n')]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', state = '', host = '', spec = '', folder = '', networkMode = ''] = line.split('\t');
      return { name: name.replace(/^\//, ''), state, host, spec, folder, networkMode };
    });
}
