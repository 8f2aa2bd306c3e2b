import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Problem, ProblemsError } from '../errors.js';
import { formatSize } from '../size.js';
import { suggest } from '../suggest.js';

const MAX_BYTES = 2 ** 20;

/**
 * The text of a file, at most 1 MiB of UTF-8 with or without a byte-order mark. Nothing beyond the limit is
 * read, so a large file or an endless device is refused at once.
 * @throws ProblemsError
 */
export async function readSource(file: string): Promise<string> {
  return decode(file, await readBytes(file));
}

async function readBytes(file: string): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    return size > MAX_BYTES ? refuseSize(file, formatSize(size)) : await readUpToLimit(file, handle);
  } catch (error) {
    throw error instanceof ProblemsError ? error : await explainFailure(file, error);
  } finally {
    await handle?.close();
  }
}

/** A pipe has no size beforehand. */
async function readUpToLimit(file: string, handle: FileHandle): Promise<Uint8Array> {
  const buffer = new Uint8Array(MAX_BYTES + 1);
  let length = 0;
  while (length <= MAX_BYTES) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) {
      return buffer.subarray(0, length);
    }
    length += bytesRead;
  }
  return refuseSize(file, 'larger than that');
}

function refuseSize(file: string, size: string): never {
  throw sourceError(
    file,
    'FILE_TOO_LARGE',
    `the file is too large: at most ${formatSize(MAX_BYTES)}, found ${size}`,
    'a scenario or cluster file is a few kilobytes of YAML',
  );
}

async function explainFailure(file: string, error: unknown): Promise<ProblemsError> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  switch (code) {
    case 'ENOENT':
      return sourceError(file, 'FILE_NOT_FOUND', 'no such file', await similarFileHint(file));
    case 'EISDIR':
      return sourceError(
        file,
        'FILE_IS_DIRECTORY',
        'this is a directory, not a file',
        await firstYamlHint(file),
      );
    case 'EACCES':
    case 'EPERM':
      return sourceError(
        file,
        'FILE_UNREADABLE',
        `the file cannot be read: permission denied (${code})`,
        'check its permissions and those of its folders',
      );
    default:
      return sourceError(
        file,
        'FILE_UNREADABLE',
        `the file cannot be read: ${code}`,
        'check that the path names a file',
      );
  }
}

async function similarFileHint(file: string): Promise<string> {
  const names = await namesIn(dirname(file));
  const near = suggest(basename(file), names);
  return near === undefined ? `looked in ${dirname(file)}` : `did you mean ${near}?`;
}

async function firstYamlHint(directory: string): Promise<string> {
  const first = (await namesIn(directory)).sort().find((name) => /\.ya?ml$/u.test(name));
  return first === undefined ? 'name a YAML file' : `name a file in it, for example ${first}`;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

function decode(file: string, bytes: Uint8Array): string {
  if (bytes.length === 0) {
    throw sourceError(file, 'FILE_EMPTY', 'the file is empty', 'chaos init writes one to start from');
  }
  if (isUtf8(bytes)) {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  }
  const offset = firstBadByte(bytes);
  const before = new TextDecoder().decode(bytes.subarray(0, offset));
  const lines = before.split('\n');
  throw new ProblemsError([
    {
      file,
      line: lines.length,
      column: (lines.at(-1) ?? '').length + 1,
      code: 'FILE_NOT_UTF8',
      message: `the file is not UTF-8: bad byte 0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0')} at offset ${offset}`,
      hint: 'save it as UTF-8',
    },
  ]);
}

/** Where the first character starts that is none. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (good < bad) {
    const middle = Math.floor((good + bad) / 2) + 1;
    if (isUtf8(bytes.subarray(0, middle), true)) {
      good = middle;
    } else {
      bad = middle - 1;
    }
  }
  while (!isUtf8(bytes.subarray(0, good))) {
    good--;
  }
  return good;
}

function isUtf8(bytes: Uint8Array, mayBeCut = false): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayBeCut });
    return true;
  } catch {
    return false;
  }
}

function sourceError(file: string, code: string, message: string, hint: string): ProblemsError {
  const problem: Problem = { file, line: 1, column: 1, code, message, hint };
  return new ProblemsError([problem]);
}
