import { createHash } from 'node:crypto';
import { arch, cpus, platform, release, totalmem } from 'node:os';

/** What a figure depends on besides the cluster; another fingerprint is another machine. */
export interface Environment {
  readonly node: string;
  readonly platform: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryMiB: number;
  /** The first 12 hex digits of a hash over all of the above but the kernel's patch level. */
  readonly fingerprint: string;
}

export function readEnvironment(): Environment {
  const cores = cpus();
  const facts = {
    node: process.versions.node,
    platform: `${platform()}-${arch()}`,
    kernel: release(),
    cpuModel: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
  };
  const stable = { ...facts, kernel: facts.kernel.split('.').slice(0, 2).join('.') };
  const fingerprint = createHash('sha256').update(JSON.stringify(stable)).digest('hex').slice(0, 12);
  return { ...facts, fingerprint };
}
