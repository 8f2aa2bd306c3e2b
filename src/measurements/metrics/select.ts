import { vipLanes, vipOf } from '../vip-moves.js';
import { fileVolumes, volumeOf } from './file-metrics.js';
import type { MetricSource, Selects } from './metric.js';

/** How a name in brackets narrows what a metric sees. */
interface Selector {
  names(source: MetricSource): readonly string[];
  only(source: MetricSource, name: string): MetricSource;
}

export const SELECTORS: Readonly<Record<Selects, Selector>> = {
  probe: {
    names: ({ probes }) => probes.map(({ id }) => id),
    only: (source, name) => ({
      ...source,
      probes: source.probes.filter(({ id }) => id === name),
      outages: source.outages.filter(({ probe }) => probe === name),
      stickiness: source.stickiness.filter(({ probe }) => probe === name),
    }),
  },
  load: {
    names: ({ loads }) => loads.map(({ id }) => id),
    // Repeats of a load are `steady#2`, `steady#3`: its own name asks for all of them.
    only: (source, name) => ({
      ...source,
      loads: source.loads.filter(({ id }) => id === name || id.startsWith(`${name}#`)),
    }),
  },
  page: {
    names: ({ matrix }) => [...new Set(matrix.map(({ page }) => page))],
    only: (source, name) => ({ ...source, matrix: source.matrix.filter(({ page }) => page === name) }),
  },
  vip: {
    names: ({ vips, states }) => [
      ...new Set([...vips.map(({ name }) => name), ...vipLanes(states).map(vipOf)]),
    ],
    only: (source, name) => ({
      ...source,
      failovers: source.failovers.filter(({ vip }) => vip === name),
      states: source.states.filter(({ subject }) => subject === `vip:${name}`),
    }),
  },
  volume: {
    names: fileVolumes,
    only: (source, name) => ({
      ...source,
      states: source.states.filter(({ subject }) => volumeOf(subject) === name),
    }),
  },
  integrity: {
    names: ({ integrity }) => integrity.map(({ id }) => id),
    only: (source, name) => ({ ...source, integrity: source.integrity.filter(({ id }) => id === name) }),
  },
  frontend: {
    names: ({ balance }) => [...new Set(balance.map(({ frontend }) => frontend))],
    // Who asks for a frontend by name wants its shares, also where clients stick to their servers.
    only: (source, name) => ({
      ...source,
      balance: source.balance.filter(({ frontend }) => frontend === name),
      stickiness: [],
    }),
  },
};
