import { createHash } from 'node:crypto';

/** More records than this are not written: all of them are remembered, and read back one by one. */
export const MOST_RECORDS = 100_000;
const NUMBER_DIGITS = 7;
const DIGEST_CHARACTERS = 64;
/** Room for the head and the digest of any record. */
export const LEAST_RECORD_BYTES = 256;

/** What all names of one series begin with; at most 64 characters long with the number. */
export function namePrefix(runId: string, series: number): string {
  return `chaos-${runId}-${series}-`;
}

/** @param key the record's number, or its slot */
export function recordName(prefix: string, key: number): string {
  return `${prefix}${String(key).padStart(NUMBER_DIGITS, '0')}`;
}

/**
 * A record: a head that says its name, number and size, a filling that is another one for each record, and the SHA-256
 * of all before it. ASCII, exactly `sizeBytes` long.
 */
export function recordContent(name: string, number: number, sizeBytes: number): Buffer {
  const head = `chaos record ${name} ${number} ${sizeBytes}\n`;
  const room = sizeBytes - head.length - DIGEST_CHARACTERS - 2;
  const piece = sha256(head);
  const filled = `${head}${piece.repeat(Math.ceil(room / piece.length)).slice(0, room)}`;
  return Buffer.from(`${filled}\n${sha256(filled)}\n`);
}

/** @returns the number of the record, if this is one of that name, whole to the last byte */
export function recogniseRecord(content: Buffer, name: string): number | undefined {
  const text = content.toString('latin1');
  const [, digest = ''] = /\n([0-9a-f]{64})\n$/.exec(text) ?? [];
  const filled = text.slice(0, -digest.length - 2);
  const [, found, number, size] = /^chaos record (\S+) (\d+) (\d+)\n/.exec(text) ?? [];
  const isWhole = found === name && Number(size) === content.length && sha256(filled) === digest;
  return isWhole ? Number(number) : undefined;
}

/** The items, in a text that a store gave, whose names begin with that of a record: by name, each item once. */
export function itemsByName(text: string, prefix: string): ReadonlyMap<string, readonly string[]> {
  const items = new Map<string, Set<string>>();
  const pattern = new RegExp(`${literally(prefix)}\\d{${NUMBER_DIGITS}}(?!\\d)[\\w.-]*`, 'g');
  for (const [item] of text.matchAll(pattern)) {
    const name = item.slice(0, prefix.length + NUMBER_DIGITS);
    items.set(name, (items.get(name) ?? new Set()).add(item));
  }
  return new Map([...items].map(([name, found]) => [name, [...found]]));
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
