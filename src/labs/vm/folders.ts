import { homedir } from 'node:os';
import { join } from 'node:path';

/** Disks that were built, by the hash of their recipe; they may be deleted when no lab is up. */
export function cacheFolder(): string {
  return join(homedir(), '.cache', 'chaos', 'vm');
}

/** Everything of the lab that is up: there is one at a time for each user, and this folder is its lock. */
export function labFolder(): string {
  return join(homedir(), '.local', 'state', 'chaos', 'vm-lab');
}
