import type { StateLane } from '../types.js';
import { exactly, type Metric, type MetricSource, type MetricValue, sum } from './metric.js';

const needs = 'an observer of files, and an upload page';
const PREFIX = 'files:';
const CLIENT = 'client';

/** By how much the files of a volume grew over the run, where one looks at it. */
interface Growth {
  readonly volume: string;
  readonly place: string;
  readonly files: number;
}

export const fileMetrics = {
  'files.client': {
    unit: 'count',
    description: 'files that were added during the run, as a client of the volume sees them at the end',
    better: 'more',
    needs,
    selects: 'volume',
    evaluate: (source) => smallest(growths(source).filter(({ place }) => place === CLIENT)),
  },
  'files.bricks.sum': {
    unit: 'count',
    description: 'files that were added during the run, on all bricks of the volume together',
    better: 'more',
    needs,
    selects: 'volume',
    evaluate: (source) => {
      const bricks = growths(source).filter(({ place }) => place !== CLIENT);
      const volumes = [...new Set(bricks.map(({ volume }) => volume))];
      return smallest(
        volumes.map((volume) => ({
          volume,
          place: 'all bricks',
          files: sum(bricks.filter((brick) => brick.volume === volume).map(({ files }) => files)),
        })),
      );
    },
  },
  'files.brick.min': {
    unit: 'count',
    description: 'files that were added during the run, on the brick with the fewest',
    better: 'more',
    needs,
    selects: 'volume',
    evaluate: (source) => smallest(growths(source).filter(({ place }) => place !== CLIENT)),
  },
} as const satisfies Record<string, Metric>;

/** The volumes that were looked at. */
export function fileVolumes({ states }: Pick<MetricSource, 'states'>): readonly string[] {
  return [...new Set(fileLanes(states).map(({ subject }) => volumeOf(subject)))];
}

export function volumeOf(subject: string): string {
  return subject.slice(PREFIX.length).split('/')[0] ?? '';
}

function fileLanes(states: readonly StateLane[]): readonly StateLane[] {
  return states.filter(({ subject }) => subject.startsWith(PREFIX));
}

/** A place that was not seen at both ends of the run is not known at all. */
function growths({ states }: MetricSource): readonly Growth[] {
  return fileLanes(states).map(({ subject, segments }) => ({
    volume: volumeOf(subject),
    place: subject.split('/').at(-1) ?? '',
    files: Number(segments.at(-1)?.state) - Number(segments[0]?.state),
  }));
}

function smallest(found: readonly Growth[]): MetricValue | null {
  const [least] = found.toSorted((one, other) => one.files - other.files);
  const isKnown = found.every(({ files }) => Number.isInteger(files));
  return least === undefined || !isKnown ? null : exactly(least.files, `${least.volume}, ${least.place}`);
}
