import { groupBy } from '../../core/group-by.js';
import { seededRandom } from '../../core/random.js';
import { bootstrapInterval } from '../statistics/bootstrap.js';
import { mean } from '../statistics/moments.js';
import { CONFIDENCE, type PairedSeries } from './estimate.js';
import type { Overall } from './types.js';

const RESAMPLES = 2000;
/** Of fewer, a bootstrap draws too few different samples. */
const LEAST_BLOCKS = 6;

/**
 * The geometric mean of a metric's ratios over all its subjects. Its interval draws whole blocks, since what disturbs
 * a block disturbs all its cells; blocks with a pair missing are left out.
 */
export function overallOf(series: readonly PairedSeries[], seed: number): readonly Overall[] {
  return [...groupBy(series, ({ metric }) => metric)].flatMap(([, group]) => {
    const [{ metric, pairs }] = group;
    const blocks = pairs.flatMap((_, index) => {
      const logs = group.flatMap((one) => {
        const pair = one.pairs[index];
        return pair === null || pair === undefined ? [] : [Math.log(pair.after / pair.before)];
      });
      return logs.length === group.length ? [mean(logs) ?? 0] : [];
    });
    const centre = mean(blocks);
    if (group.length < 2 || centre === undefined) {
      return [];
    }
    const interval =
      blocks.length < LEAST_BLOCKS
        ? null
        : bootstrapInterval(blocks, (items) => mean(items) ?? 0, {
            random: seededRandom(seed, `overall ${metric}`),
            confidence: CONFIDENCE,
            resamples: RESAMPLES,
            kind: 'bca',
          });
    return [
      {
        metric,
        subjects: group.length,
        ratio: Math.exp(centre),
        interval: interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) },
      },
    ];
  });
}
