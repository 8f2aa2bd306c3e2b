import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import { durationField, field, nameField, sizeField, wholeNumber } from '../core/document/fields.js';
import { type Issue, issue } from '../core/document/issue.js';
import { type Path, valueAt } from '../core/document/tree.js';
import { shown } from '../core/shown.js';
import { pathField } from './pages-schema.js';
import type { IntegrityFolder, IntegrityPages, IntegrityStep } from './types.js';

/** `integrity:`; records that are written on a schedule through the site or on a host, and read back. */
export function integritySchema(): z.ZodType<readonly IntegrityStep[]> {
  const step = z.strictObject({
    id: nameField().optional().describe('Name in reports; records-1, records-2, … unless given.'),
    frontend: z.string().optional().describe('A frontend of the cluster, whose pages are written to.'),
    write: pathField()
      .optional()
      .describe('Path that a record is sent to, with {name} for its name; any 2xx acknowledges it.'),
    method: z.enum(['PUT', 'POST']).default('PUT').describe('How it is sent; PUT unless given.'),
    read: pathField()
      .optional()
      .describe('Path that a record is read from, with {name}; 404 where it is not.'),
    list: pathField()
      .optional()
      .describe('Path of a page that lists what is stored: shows records that are stored twice.'),
    remove: pathField()
      .optional()
      .describe('Path to DELETE a record by, with {name}; without it the records stay.'),
    on: z.string().optional().describe('A host, on which a folder is written to.'),
    folder: folderField().optional().describe('That folder, as on a mount.'),
    every: durationField({ min: '10ms', max: '1h' })
      .default(200)
      .describe('Interval between records; 200ms unless given.'),
    timeout: durationField({ min: '1ms', max: '1h' })
      .default(2000)
      .describe('When the outcome of a write or read is given up; 2s unless given.'),
    size: sizeField({ min: '256B', max: '1MiB' }).default(4096).describe('Of a record; 4KiB unless given.'),
    count: wholeNumber(1, 100_000)
      .optional()
      .describe('After so many no more are written; as many as the time line has room for unless given.'),
    slots: wholeNumber(0, 10_000)
      .default(0)
      .describe('Use so many names again and again, which shows stale reads; 0 (a name each) unless given.'),
    patience: durationField({ max: '1h' })
      .default(10_000)
      .describe('How long what is not there at the end is asked for again; 10s unless given.'),
  });
  return z.array(step).transform((steps) =>
    steps.map(({ id, every, timeout, size, count, slots, patience, ...place }, index) => ({
      id: id ?? `records-${index + 1}`,
      everyMs: every,
      timeoutMs: timeout,
      sizeBytes: size,
      ...(count === undefined ? {} : { count }),
      slots,
      patienceMs: patience,
      to: placeOf(place),
    })),
  );
}

/** The cross-check has seen to it that one of the two is whole. */
function placeOf({
  on = '',
  folder = '',
  frontend,
  write = '',
  read = '',
  ...others
}: Readonly<
  Partial<Record<'on' | 'folder' | 'frontend' | 'write' | 'read' | 'list' | 'remove', string | undefined>>
> &
  Pick<IntegrityPages, 'method'>): IntegrityPages | IntegrityFolder {
  return frontend === undefined ? { on, folder } : defined({ frontend, write, read, ...others });
}

function folderField(): z.ZodType<string> {
  return field({ type: 'string', pattern: '^/[^\\n]+$', examples: ['/srv/records'] }, (value) =>
    typeof value === 'string' && /^\/[^\n\0]+$/u.test(value)
      ? { ok: true, value }
      : {
          ok: false,
          message: `expected a folder such as /srv/records, found ${shown(value)}`,
          hint: 'it starts with /',
        },
  );
}

const WITH_NAME = ['write', 'read', 'remove'];
const OF_PAGES = ['write', 'read', 'list', 'remove', 'method'];
const OF_PLACE = { frontend: ['write', 'read'], on: ['folder'] } as const;

/** One place and not two, with all that it takes; paths that a record's name goes into. */
export function crossCheckIntegrity(step: unknown, index: number): readonly Issue[] {
  if (typeof step !== 'object' || step === null) {
    return [];
  }
  const path: Path = ['integrity', index];
  const has = (key: string) => valueAt(step, [key]) !== undefined;
  if (has('frontend') === has('on')) {
    const what = has('on') ? 'both frontend and on' : 'neither frontend nor on';
    const hint = 'frontend: with write and read, or on: with folder';
    return [issue(path, 'INTEGRITY_PLACE', `the records have ${what}`, hint)];
  }
  const kind = has('on') ? 'on' : 'frontend';
  const strangers = kind === 'on' ? OF_PAGES : ['folder'];
  return [
    ...OF_PLACE[kind]
      .filter((key) => !has(key))
      .map((key) => issue(path, 'INTEGRITY_PLACE', `records with ${kind} need ${key}`, exampleOf(key))),
    ...strangers
      .filter(has)
      .map((key) => issue([...path, key], 'INTEGRITY_PLACE', `${key} is of no use with ${kind}`)),
    ...WITH_NAME.flatMap((key) => nameIn(valueAt(step, [key]), [...path, key])),
  ];
}

function exampleOf(key: 'write' | 'read' | 'folder'): string {
  return {
    write: 'write: "/upload.php?name={name}"',
    read: 'read: "/files/{name}"',
    folder: 'folder: /raid',
  }[key];
}

function nameIn(template: unknown, path: Path): readonly Issue[] {
  return typeof template !== 'string' || template.includes('{name}')
    ? []
    : [issue(path, 'INTEGRITY_NAME', 'no place for the name of a record', 'put {name} where it belongs')];
}
