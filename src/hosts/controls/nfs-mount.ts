import type { Check } from '../types.js';
import { check, script } from './steps.js';

/** A server that starts lets clients reclaim what they had open first: 90 s unless it was told otherwise. */
const BACK_WITHIN_MS = 180_000;

/**
 * Prints `answers`, `hangs`, `not mounted`, or what the mount says instead. By the server's own answer, for statfs is
 * never cached, and by a process of its own: it hangs with the mount, whoever asks does not. $1: what is exported.
 */
export const NFS_MOUNT_STATE = `folder=
while read -r source target type _; do
  case "$type $source" in nfs*" "*":$1") folder=$target; break ;; esac
done </proc/mounts
if [ -z "$folder" ]; then echo 'not mounted'; else
  said=$(LC_ALL=C timeout -s KILL 2 stat -f -c %i "$folder" 2>&1); code=$?
  case $code in 0) echo answers ;; 124 | 137) echo hangs ;; *) echo "fails: \${said##*: }" ;; esac
fi`;

/** That the mount of a client answers; a hard mount waits for its server and comes back by itself. */
export function nfsMountAnswers(client: string, exported: string): Check {
  return {
    ...check(client, script(NFS_MOUNT_STATE, exported), `the NFS mount of ${client} answers`, '^answers$'),
    withinMs: BACK_WITHIN_MS,
  };
}
