import type { Cluster } from '../cluster/types.js';
import type { Problem } from '../core/errors.js';
import { suggest } from '../core/suggest.js';
import type { Planning } from './planning.js';

/** Everything under `requires:` that the cluster does not offer. */
export function requirementProblems(planning: Planning): Problem[] {
  const offered = offers(planning.surroundings.cluster);
  return planning.scenario.requires.flatMap((word, index) => {
    if (offered.has(word)) {
      return [];
    }
    const close = suggest(word, [...offered]);
    return [
      planning.loaded.problem(
        ['requires', index],
        'REQUIREMENT_MISSING',
        `cluster ${planning.surroundings.cluster.name} offers no ${word}`,
        close === undefined
          ? `it offers: ${[...offered].join(', ') || 'nothing but frontends'}`
          : `did you mean ${close}?`,
      ),
    ];
  });
}

/** Roles of hosts, and features by name. */
function offers(cluster: Cluster): Set<string> {
  const { nfs, gluster } = cluster.storage;
  const managers = Object.values(cluster.vips).map(({ manager }) => manager);
  const features: readonly (readonly [string, boolean])[] = [
    ['vip', Object.keys(cluster.vips).length > 0],
    ['balancer', cluster.balancer !== undefined],
    ['nfs', nfs !== undefined],
    ['raid', nfs?.raid !== undefined],
    ['bond', nfs?.bond !== undefined],
    ['gluster', gluster !== undefined],
    ...[...managers, ...Object.values(gluster?.volumes ?? {})].map((name) => [name, true] as const),
  ];
  return new Set([
    ...Object.values(cluster.hosts).flatMap((host) => host.roles),
    ...features.flatMap(([name, present]) => (present ? [name] : [])),
  ]);
}
