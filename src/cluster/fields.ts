import { isIP } from 'node:net';
import { z } from 'zod';
import { field } from '../core/document/fields.js';
import type { Reading } from '../core/quantity.js';
import { shown } from '../core/shown.js';

/** Texts that become arguments of commands: none may look like an option. */
export function tokenField(): z.ZodType<string> {
  return z.string().regex(/^[^\s-]\S*$/u, 'expected a word without spaces that does not start with a dash');
}

/** A host name or an IP address. */
export function addressField(): z.ZodType<string> {
  return z
    .string()
    .regex(
      /^[A-Za-z0-9:][A-Za-z0-9:._%-]*$/u,
      'expected a host name or an IP address, without scheme, user or port',
    );
}

/** An IPv4 or IPv6 address. */
export function ipField(): z.ZodType<string> {
  return field({ type: 'string' }, (value): Reading<string> => {
    if (typeof value === 'string' && isIP(value) !== 0) {
      return { ok: true, value };
    }
    const message = `expected an IP address such as 198.18.1.200, found ${shown(value)}`;
    const hasPrefix = typeof value === 'string' && value.includes('/');
    return hasPrefix ? { ok: false, message, hint: 'without the prefix length' } : { ok: false, message };
  });
}

/** An http or https URL, with any path and query. */
export function urlField(): z.ZodType<string> {
  return field({ type: 'string', format: 'uri', pattern: '^https?://' }, readUrl);
}

/** An http or https URL of a server; the paths come from a scenario's pages. */
export function baseUrlField(): z.ZodType<string> {
  return field({ type: 'string', format: 'uri', pattern: '^https?://[^/?#]+/?$' }, (value) => {
    const reading = readUrl(value);
    if (!reading.ok) {
      return reading;
    }
    const { pathname, search, hash } = new URL(reading.value);
    return pathname === '/' && search === '' && hash === ''
      ? reading
      : {
          ok: false,
          message: `expected a URL without a path, found ${shownUrl(value)}`,
          hint: 'paths belong to the pages of a scenario',
        };
  });
}

function readUrl(value: unknown): Reading<string> {
  const isUrl = typeof value === 'string' && /^https?:\/\/[^\s/]/u.test(value) && URL.canParse(value);
  if (isUrl && new URL(value).port !== '0') {
    return { ok: true, value };
  }
  const message = `expected an http:// or https:// URL such as http://127.0.0.1:8080, found ${shownUrl(value)}`;
  return { ok: false, message };
}

/** What comes before an @ may be a password. */
function shownUrl(value: unknown): string {
  return typeof value === 'string' && value.includes('@') ? 'one with a user in it' : shown(value);
}
