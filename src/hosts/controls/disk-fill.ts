import type { Action } from '../types.js';
import { check, script, step } from './steps.js';

/** The file that fills; one name, so that it is found again whatever happened in between. */
const FILLER = '.chaos-disk-fill';
const BLOCK = 4096;
/** What others may free or use while the file system is being filled, or a file system keeps for itself. */
const SLACK_BYTES = 1_048_576;

/** Free bytes of the file system of `$1`, for users other than root. */
const FREE = `df -Pk -- "$1" | awk 'NR == 2 { printf "%.0f\\n", $4 * 1024 }'`;

/** Reserved at once where the file system can; else written. `$1` folder, `$2` file, `$3` bytes that stay free. */
const FILL = [
  `free=$(${FREE}) || exit 1; size=$((free - $3)); [ $size -gt 0 ] || { echo "less is free than should stay" >&2; exit 1; };`,
  'fallocate -l "$size" -- "$2" 2>/dev/null ||',
  `dd if=/dev/zero of="$2" bs=${BLOCK} count=$((size / ${BLOCK})) 2>/dev/null || [ -s "$2" ]`,
].join(' ');

const IS_FULL = `free=$(${FREE}) || exit 1; [ -e "$2" ] && [ $free -le $(($3 + ${SLACK_BYTES})) ] && echo full || echo "free $free"`;

/** Fills the file system of a folder with one file. */
export function diskFilled(host: string, folder: string, leaveBytes: number): Action {
  const path = folder.replace(/\/$/, '');
  const file = `${path}/${FILLER}`;
  const where = path === '' ? '/' : path;
  const words = [where, file, String(leaveBytes)];
  const absent = check(
    host,
    script('[ -d "$1" ] && [ ! -e "$2" ]', ...words),
    `nothing of ours fills ${where}`,
  );
  return {
    preflight: [absent],
    inject: [
      { ...step(host, script(FILL, ...words), `fill the file system of ${where}`), timeoutMs: 120_000 },
    ],
    undo: [step(host, ['rm', '-f', '--', file], `remove what fills ${where}`)],
    effective: check(host, script(IS_FULL, ...words), `the file system of ${where} is full`, '^full$'),
    recovered: absent,
  };
}
