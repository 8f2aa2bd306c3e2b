import { z } from 'zod';
import { field, wholeNumber } from '../core/document/fields.js';
import { readShare } from './expectations.js';
import type { RegressionSettings } from './types.js';
import type { Vocabulary } from './vocabulary.js';

const DEFAULT_MARGIN = 0.05;
const DEFAULT_PAIRS = 10;
const DEFAULT_SLICES = 10;

/** `regression:`; how much worse a figure may become. */
export function regressionSchema({ compared }: Vocabulary): z.ZodType<RegressionSettings, object> {
  return z.strictObject({
    margin: marginField()
      .default(DEFAULT_MARGIN)
      .describe('By how much every figure may become worse; 5% unless given.'),
    margins: z
      .partialRecord(z.enum(compared), marginField())
      .default({})
      .describe('Of single metrics; one that is named here is judged even where it is not by default.'),
    pairs: wholeNumber(8, 1000)
      .default(DEFAULT_PAIRS)
      .describe('With --rerun-reference, pairs of figures of candidate and reference; 10 unless given.'),
    slices: wholeNumber(1, 1000)
      .default(DEFAULT_SLICES)
      .describe('Cells in turns that a pair is the mean of; 10 unless given.'),
  }) as unknown as z.ZodType<RegressionSettings, object>;
}

function marginField() {
  return field({ anyOf: [{ type: 'string', pattern: '^[0-9.]+%$' }, { type: 'number' }] }, (value) =>
    readShare(String(value)),
  );
}
