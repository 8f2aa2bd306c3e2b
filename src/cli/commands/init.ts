import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { CliEnvironment } from '../environment.js';

const CLUSTER = `# Where things are. The least is a name and one frontend; docs/cluster-file.md has the rest.
name: mine
environment: test
frontends:
  site: { url: "http://127.0.0.1:8080" }
`;

const SCENARIO = `# What to do: load the site and probe it; docs/scenario-file.md has faults and much more.
name: first
title: A first look at the site
cluster: ./cluster.yaml
pages:
  home: { path: /, expect: { status: 200 } }
load:
  - { page: home, frontend: site, connections: 5, duration: 10s }
probes:
  - { page: home, frontend: site, every: 50ms, timeout: 1s }
expect:
  availability.requests: ">= 99.9%"
  outage.max: "< 1s"
`;

/** `chaos init`: two files to start from; files that are there already are never overwritten. */
export async function init(folder: string, { cwd, stdout }: CliEnvironment): Promise<ExitCode> {
  const target = resolve(cwd, folder);
  const files = [
    { path: join(target, 'cluster.yaml'), content: CLUSTER },
    { path: join(target, 'scenario.yaml'), content: SCENARIO },
  ];
  const there = files.find(({ path }) => existsSync(path));
  if (there !== undefined) {
    throw new ChaosError('FILE_EXISTS', 'the file is there already and is not overwritten', {
      where: there.path,
      hint: 'name another folder: chaos init DIR',
    });
  }
  mkdirSync(target, { recursive: true });
  for (const { path, content } of files) {
    writeFileSync(path, content, { flag: 'wx' });
    stdout.write(`${path}\n`);
  }
  stdout.write(`\nset the URL in cluster.yaml, then: chaos run ${join(folder, 'scenario.yaml')}\n`);
  return ExitCode.ok;
}
