import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Override } from '../core/document/override.js';
import { readDocument } from '../core/document/read.js';
import type { Loaded } from '../core/document/types.js';
import { validateDocument } from '../core/document/validate.js';
import { fileNamed, isPath } from '../core/document/yaml-files.js';
import { clusterSchema } from './schema.js';
import { type Environment, substituteEnvironment } from './substitute-environment.js';
import type { Cluster, ClusterHost, Frontend } from './types.js';

export interface ClusterSources {
  /** Applied before anything is checked; their paths are those of the cluster file. */
  readonly overrides?: readonly Override[];
  /** Folders in which a cluster is looked up by its name, the first one first. */
  readonly searchDirs: readonly string[];
  /** What `${env:NAME}` may read. */
  readonly env: Environment;
  /** What a relative path is relative to; the process's own folder unless given. */
  readonly cwd?: string;
}

export interface LoadedCluster extends Loaded<Cluster> {
  /** What `${env:NAME}` put in; for redactCluster. */
  readonly secrets: readonly string[];
}

/**
 * Finds, reads and checks a cluster file.
 * @param nameOrFile a name to look up in `searchDirs`, or a path: anything with a slash or a YAML ending
 * @throws ProblemsError with every problem at once; ChaosError UNKNOWN_CLUSTER for a name that no folder has
 */
export async function loadCluster(nameOrFile: string, sources: ClusterSources): Promise<LoadedCluster> {
  const file = isPath(nameOrFile)
    ? pathOf(nameOrFile, sources.cwd)
    : await fileNamed('cluster', nameOrFile, sources.searchDirs);
  const document = await readDocument(file, { overrides: sources.overrides ?? [] });
  const complete = substituteEnvironment(document, sources.env);
  const loaded = validateDocument(complete, clusterSchema());
  return { ...loaded, value: withPathsFrom(dirname(file), loaded.value), secrets: complete.secrets };
}

function pathOf(file: string, cwd: string | undefined): string {
  return cwd === undefined || isAbsolute(file) ? file : join(cwd, file);
}

/** Files that a cluster names lie beside it, wherever chaos is run from. */
function withPathsFrom(folder: string, cluster: Cluster): Cluster {
  const near = (path: string) => (path.startsWith('~') ? path : resolve(folder, path));
  const frontend = (one: Frontend): Frontend =>
    one.caFile === undefined ? one : { ...one, caFile: near(one.caFile) };
  const nearIfGiven = <Key extends string>(key: Key, path: string | undefined) =>
    path === undefined ? {} : ({ [key]: near(path) } as Record<Key, string>);
  const host = (one: ClusterHost): ClusterHost =>
    one.reach.via === 'ssh'
      ? {
          ...one,
          reach: {
            ...one.reach,
            ...nearIfGiven('identityFile', one.reach.identityFile),
            ...nearIfGiven('knownHostsFile', one.reach.knownHostsFile),
          },
        }
      : one;
  return { ...cluster, frontends: each(cluster.frontends, frontend), hosts: each(cluster.hosts, host) };
}

function each<T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
