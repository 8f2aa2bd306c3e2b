import { z } from 'zod';
import { parseDuration } from '../core/duration.js';
import { parseSize } from '../core/size.js';

/** No options at all. */
export const noOptions = z.strictObject({});

/** A duration as a scenario writes it, in milliseconds. */
export const durationMs = () => z.string().transform(asUnit(parseDuration));

/** A size as a scenario writes it, in bytes. */
export const sizeBytes = () => z.string().transform(asUnit(parseSize));

export const network = () =>
  z.string().optional().describe('network whose NIC is meant; the external one unless given');

function asUnit(parse: (text: string) => number) {
  return (text: string, context: z.RefinementCtx): number => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  };
}
