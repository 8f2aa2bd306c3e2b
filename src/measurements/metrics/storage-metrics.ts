import { longestStretch, UNKNOWN_STATE } from '../states.js';
import type { StateLane } from '../types.js';
import { largestOf, type Metric, type MetricSource, type MetricValue, smallestOf } from './metric.js';

const needsArrays = 'an observer of arrays';
const needsBonds = 'an observer of bonds';

export const storageMetrics = {
  'raid.members.down.max': {
    unit: 'count',
    description: 'most members that an array lacked at once',
    better: 'less',
    needs: needsArrays,
    evaluate: (source) => most(source, 'raid:', membersDown),
  },
  'raid.members.down.end': {
    unit: 'count',
    description: 'members that an array lacked at the end',
    better: 'less',
    needs: needsArrays,
    evaluate: (source) => atEnd(source, 'raid:', membersDown),
  },
  'raid.rebuild.max': {
    unit: 'ms',
    description: 'longest time that an array was rebuilt for',
    better: 'less',
    needs: needsArrays,
    evaluate: (source) => longest(source, 'raid:', (state) => state.endsWith('rebuilding')),
  },
  'bond.links.down.max': {
    unit: 'count',
    description: 'most links that a bond lacked at once',
    better: 'less',
    needs: needsBonds,
    evaluate: (source) => most(source, 'bond:', linksDown),
  },
  'bond.links.down.end': {
    unit: 'count',
    description: 'links that a bond lacked at the end',
    better: 'less',
    needs: needsBonds,
    evaluate: (source) => atEnd(source, 'bond:', linksDown),
  },
  'nfs.hang.max': {
    unit: 'ms',
    description: "longest time that a client's NFS mount did not answer",
    better: 'less',
    needs: 'an observer of NFS mounts',
    evaluate: (source) => longest(source, 'nfs:', (state) => state !== 'answers' && state !== UNKNOWN_STATE),
  },
  'peers.down.end': {
    unit: 'count',
    description: 'storage hosts that the others held to be disconnected at the end',
    better: 'less',
    needs: 'an observer of peers',
    evaluate: (source) => atEndOfAll(source, 'peer:', (state) => (state === 'connected' ? 0 : 1)),
  },
  'bricks.unhealed.end': {
    unit: 'count',
    description: 'bricks that were down at the end, or had something left to heal',
    better: 'less',
    needs: 'an observer of bricks',
    evaluate: (source) => atEndOfAll(source, 'brick:', (state) => (state === 'up' ? 0 : 1)),
  },
  'space.free.min': {
    unit: 'percent',
    description: 'least that was free of a storage',
    better: 'more',
    needs: 'an observer of free space',
    evaluate: (source) =>
      smallestOf(
        lanesOf(source, 'space:'),
        (lane) => smallest(lane.segments.flatMap(({ state }) => freePercent(state) ?? [])),
        ({ subject }) => subject,
      ),
  },
} as const satisfies Record<string, Metric>;

/** @returns undefined where nothing is known: an array that is not there lacks no member */
function membersDown(state: string): number | undefined {
  const members = /^[U_]+/.exec(state)?.[0];
  return members === undefined ? undefined : members.replaceAll('U', '').length;
}

function linksDown(state: string): number | undefined {
  const [, up, all] = /^(\d+) of (\d+)/.exec(state) ?? [];
  return all === undefined ? undefined : Number(all) - Number(up);
}

function freePercent(state: string): number | undefined {
  const [, percent] = /^(\d+)% free$/.exec(state) ?? [];
  return state === 'full' ? 0 : percent === undefined ? undefined : Number(percent);
}

/** The subjects of a kind that were ever seen. */
function lanesOf({ states }: MetricSource, prefix: string): readonly StateLane[] {
  return states.filter(
    ({ subject, segments }) =>
      subject.startsWith(prefix) && segments.some(({ state }) => state !== UNKNOWN_STATE),
  );
}

type Count = (state: string) => number | undefined;

function most(source: MetricSource, prefix: string, count: Count): MetricValue | null {
  return largestOf(
    lanesOf(source, prefix),
    ({ segments }) => largestNumber(segments.flatMap(({ state }) => count(state) ?? [])),
    ({ subject }) => subject,
  );
}

/** Of the subject with the most; not known where one was out of sight at the end. */
function atEnd(source: MetricSource, prefix: string, count: Count): MetricValue | null {
  const lanes = lanesOf(source, prefix);
  const last = ({ segments }: StateLane) => count(segments.at(-1)?.state ?? UNKNOWN_STATE);
  return lanes.some((lane) => last(lane) === undefined)
    ? null
    : largestOf(lanes, last, ({ subject }) => subject);
}

/** Of all subjects together, likewise. */
function atEndOfAll(
  source: MetricSource,
  prefix: string,
  count: (state: string) => number,
): MetricValue | null {
  const lanes = lanesOf(source, prefix);
  const lasts = lanes.map(({ segments }) => segments.at(-1)?.state ?? UNKNOWN_STATE);
  if (lanes.length === 0 || lasts.includes(UNKNOWN_STATE)) {
    return null;
  }
  return { value: lasts.reduce((sum, state) => sum + count(state), 0) };
}

function longest(
  source: MetricSource,
  prefix: string,
  matches: (state: string) => boolean,
): MetricValue | null {
  return largestOf(
    lanesOf(source, prefix),
    (lane) => longestStretch(lane, matches),
    ({ subject }) => subject,
  );
}

function largestNumber(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : Math.max(...numbers);
}

function smallest(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : Math.min(...numbers);
}
