import { readRoot } from './read.js';

/** Keys that only one of the two has. */
const CLUSTER_KEYS = ['environment', 'lab', 'hosts', 'vips', 'frontends', 'balancer', 'storage'];
const SCENARIO_KEYS = ['title', 'cluster', 'requires', 'pages', 'matrix', 'probes', 'faults', 'expect'];

/**
 * Tells a cluster file from a scenario by its keys, for commands that take both.
 * @throws ProblemsError when the file cannot be read, is not YAML, or holds no mapping
 */
export async function kindOfDocument(file: string): Promise<'cluster' | 'scenario'> {
  const { entries } = await readRoot(file);
  const count = (keys: readonly string[]) => keys.filter((key) => entries.has(key)).length;
  return count(CLUSTER_KEYS) > count(SCENARIO_KEYS) ? 'cluster' : 'scenario';
}
