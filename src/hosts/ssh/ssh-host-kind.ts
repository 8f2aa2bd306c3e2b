import type { HostKind } from '../types.js';
import type { Environment } from './destination.js';

/**
 * Machines over ssh. One connection a host is kept and shared; it is dialled again when it was lost.
 * @param env the process's environment: HOME, SSH_AUTH_SOCK, CHAOS_SSH_PASSPHRASE
 */
export function sshHostKind(env: Environment): HostKind {
  return {
    kind: 'ssh',
    summary: 'another machine, over ssh',
    // The library is loaded by those alone who use it.
    open: async (description) => (await import('./ssh-host.js')).openSshHost(description, env),
  };
}
