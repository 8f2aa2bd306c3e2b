import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import type { ExecResult, Host } from '../../hosts/types.js';
import type { ReadEnd, RecordStore, WriteEnd } from './types.js';

/**
 * A folder of a host, each record written and read by a process of its own there: what hangs with a mount is that
 * process, and not the harness. Needs `dd`, `df` and `sync` of GNU coreutils.
 */

/** Processes on the host at once; those that hang in the kernel count until they end. */
const MOST_IN_FLIGHT = 8;
/** Ended by the kernel or by its connection, if not by this. */
const LONGEST_COMMAND_MS = 600_000;

const NOT_WRITTEN = 3;
const ELSEWHERE = 5;
const FROM_CACHE = 7;

/**
 * $1: the folder; $2: the record's name; $3: the file system that must be there; the content comes in. The record, its
 * place and its name are on the disk before the script ends: it is written beside, synchronised, moved into place, and
 * then the folder is synchronised. Until it is moved it is not there, whatever becomes of the draft. Each process has a draft
 * of its own: one that hangs must not write into that of a later version.
 */
const WRITE = `
[ "$(df --output=source -- "$1")" = "$3" ] || exit ${NOT_WRITTEN}
draft=$1/.$2.$$
dd of="$draft" bs=1M iflag=fullblock conv=fsync status=none || { rm -f -- "$draft"; exit ${NOT_WRITTEN}; }
mv -f -- "$draft" "$1/$2" && sync -- "$1"`;

/**
 * Past the cache of the host, by direct reading. Where the file system has none the kernel is asked to forget the file
 * first, and the exit code says so. A folder that is gone from a file system that is there has nothing in it; one whose
 * file system is not there was not asked.
 */
const READ = `
place=$1
until [ -e "$place" ]; do place=$(dirname -- "$place"); done
[ "$(df --output=source -- "$place")" = "$3" ] || exit ${ELSEWHERE}
exec 3>&1
said=$(dd if="$1/$2" iflag=direct bs=64K status=none 2>&1 >&3) && exit
case $said in
  *'Invalid argument'*)
    dd if="$1/$2" iflag=nocache count=0 status=none
    cat -- "$1/$2" && exit ${FROM_CACHE} ;;
  *) echo "$said" >&2; exit 1 ;;
esac`;

const REMOVE = `find "$1" -maxdepth 1 \\( -name "$2*" -o -name ".$2*" \\) -delete`;

/** @throws ChaosError NO_RECORDS_FOLDER, and what the host throws */
export async function folderStore(host: Host, folder: string): Promise<RecordStore> {
  const { exitCode, stdout, stderr } = await host.exec(['df', '--output=source', '--', folder]);
  if (exitCode !== 0) {
    throw new ChaosError('NO_RECORDS_FOLDER', `records cannot be written to ${folder}: ${stderr.trim()}`, {
      where: host.name,
      exitCode: ExitCode.refused,
    });
  }
  const fileSystem = stdout.trimEnd();
  const commands = commandsOn(host);
  return {
    hasRoom: () => commands.running() < MOST_IN_FLIGHT,
    write: async (name, content, signal) => {
      const argv = scriptOf(WRITE, folder, name, fileSystem);
      return writeEnd(await commands.run(argv, signal, content.toString('latin1')));
    },
    read: async (item, signal) =>
      readEnd(await commands.run(scriptOf(READ, folder, item, fileSystem), signal)),
    remove: async (prefix, _items, signal) => {
      const ended = await commands.run(scriptOf(REMOVE, folder, prefix), signal);
      return typeof ended === 'object' && ended.exitCode === 0
        ? undefined
        : `${host.name} did not remove them`;
    },
  };
}

function scriptOf(text: string, ...words: readonly string[]): readonly string[] {
  return ['env', 'LC_ALL=C', 'sh', '-c', text, 'records', ...words];
}

/** How a command ended; `given-up` when its time was over; otherwise why nothing is known of it. */
type CommandEnd = ExecResult | 'given-up' | 'not-found' | 'lost';

interface Commands {
  running(): number;
  run(argv: readonly string[], signal: AbortSignal, input?: string): Promise<CommandEnd>;
}

function commandsOn(host: Host): Commands {
  let running = 0;
  return {
    running: () => running,
    run: (argv, signal, input) => {
      running++;
      const ended: Promise<CommandEnd> = host
        .exec(argv, {
          timeoutMs: LONGEST_COMMAND_MS,
          signal,
          ...(input === undefined ? {} : { input }),
        })
        .catch((error: unknown) => (isNotFound(error) ? 'not-found' : 'lost'))
        .finally(() => {
          running--;
        });
      // A process that hangs in the kernel cannot be killed: nobody waits for it.
      return Promise.race([ended, givenUp(signal)]).then((end) => (signal.aborted ? 'given-up' : end));
    },
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof ChaosError && error.code === 'COMMAND_NOT_FOUND';
}

function givenUp(signal: AbortSignal): Promise<'given-up'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('given-up');
    signal.addEventListener('abort', () => resolve('given-up'), { once: true });
  });
}

function writeEnd(ended: CommandEnd): WriteEnd {
  switch (ended) {
    case 'given-up':
      return { outcome: 'unknown', kind: 'header-timeout' };
    case 'not-found':
      return { outcome: 'refused', kind: 'other' };
    case 'lost':
      return { outcome: 'unknown', kind: 'other' };
    default:
      if (ended.exitCode === 0) return { outcome: 'acknowledged', kind: 'ok' };
      return { outcome: ended.exitCode === NOT_WRITTEN ? 'refused' : 'unknown', kind: 'write' };
  }
}

/** A file or a folder on its way is not there. */
const MISSING = /No such file or directory/;
/** The storage below answers, and says that it cannot. */
const UNREADABLE = /Input\/output error|Structure needs cleaning/;

function readEnd(ended: CommandEnd): ReadEnd {
  if (typeof ended === 'string') {
    return { found: 'unread' };
  }
  const content = Buffer.from(ended.stdout);
  if (ended.exitCode === 0 || ended.exitCode === FROM_CACHE) {
    return { found: 'content', content, ...(ended.exitCode === FROM_CACHE ? { cached: true } : {}) };
  }
  if (MISSING.test(ended.stderr)) {
    return { found: 'missing' };
  }
  return { found: UNREADABLE.test(ended.stderr) ? 'error' : 'unread' };
}
