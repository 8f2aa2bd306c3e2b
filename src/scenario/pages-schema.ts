import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import {
  field,
  namedRecord,
  oneOrMany,
  regularExpressionField,
  wholeNumber,
} from '../core/document/fields.js';
import type { Reading } from '../core/quantity.js';
import { shown } from '../core/shown.js';
import type { Page } from './types.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** `pages:`; what is requested, and what a right answer looks like. */
export function pagesSchema(): z.ZodType<Readonly<Record<string, Page>>> {
  return namedRecord(pageSchema());
}

function pageSchema(): z.ZodType<Page> {
  const expectation = z.strictObject({
    status: oneOrMany(wholeNumber(100, 599))
      .default([200])
      .describe('Accepted status code, or a list of them; 200 unless given.'),
    contains: z.string().min(1).optional().describe('A text that the body must contain.'),
    matches: regularExpressionField().optional().describe('A regular expression that the body must match.'),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/u, 'expected 64 hexadecimal digits')
      .transform((digest) => digest.toLowerCase())
      .optional()
      .describe('SHA-256 of the whole body, in hexadecimal.'),
  });
  return z
    .strictObject({
      path: pathField().describe('Path and query of the page, starting with /.'),
      method: z.enum(METHODS).default('GET').describe('HTTP method; GET unless given.'),
      headers: z
        .record(headerNameField(), headerValueField())
        .default({})
        .describe('Request headers by name.'),
      body: z.string().optional().describe('Request body.'),
      expect: expectation
        .transform(defined)
        .prefault({})
        .describe('What a right answer looks like; anything else counts as a failure.'),
      identify: regularExpressionField(1)
        .optional()
        .describe(
          'A regular expression whose first group, searched in the body, names the server that answered.',
        ),
    })
    .transform(defined);
}

export function pathField(): z.ZodType<string> {
  return field(
    { type: 'string', pattern: '^/[^\\s#]*$', examples: ['/index.php'] },
    (value): Reading<string> => {
      if (typeof value === 'string' && /^\/[^\s#]*$/u.test(value) && !value.startsWith('//')) {
        return { ok: true, value };
      }
      const message = `expected a path such as /index.php, found ${shown(value)}`;
      return typeof value === 'string' && /^https?:/u.test(value)
        ? { ok: false, message, hint: 'the address belongs to a frontend of the cluster file' }
        : { ok: false, message, hint: 'it starts with one / and has no spaces and no #' };
    },
  );
}

function headerNameField(): z.ZodType<string> {
  return z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u, 'expected the name of an HTTP header');
}

function headerValueField(): z.ZodType<string> {
  return z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/u, 'expected a header value on one line');
}
