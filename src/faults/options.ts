import { z } from 'zod';
import { durationField, sizeField } from '../core/document/fields.js';

/** No options at all. */
export const noOptions = z.strictObject({});

/** A duration as a scenario writes it, in milliseconds. */
export const durationMs = () => durationField();

/** A size as a scenario writes it, in bytes. */
export const sizeBytes = () => sizeField();

export const network = () =>
  z.string().optional().describe('network whose NIC is meant; the external one unless given');
