import { z } from 'zod';
import { durationField, sizeField, speedField } from '../core/document/fields.js';

/** No options at all. */
export const noOptions = z.strictObject({});

/** A duration as a scenario writes it, in milliseconds. */
export const durationMs = () => durationField();

/** A size as a scenario writes it, in bytes. */
export const sizeBytes = () => sizeField();

/** A speed as a scenario writes it, in bytes a second. */
export const bytesPerSecond = (limits: Parameters<typeof speedField>[0] = {}) => speedField(limits);

/** An absolute path on the host that is hit. */
export const path = () => z.string().regex(/^\/[^\n]*$/u, 'expected an absolute path');

/** For faults that are refused where a second failure would cost data or the quorum. */
export const evenIfDegraded = (what: string) => z.boolean().default(false).describe(what);

export const network = () =>
  z.string().optional().describe('network whose NIC is meant; the external one unless given');
