import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { Host, HostDescription, HostKind } from './types.js';

/** Hosts that were opened so far: each description is opened once and shared. */
export interface OpenHosts {
  /** @throws ChaosError UNKNOWN_HOST_KIND, and whatever the kind throws when it cannot be reached */
  open(description: HostDescription): Promise<Host>;
  closeAll(): Promise<void>;
}

/** @param kinds every kind of host there is, from the catalog */
export function openHosts(kinds: readonly HostKind[]): OpenHosts {
  const opened = new Map<string, Promise<Host>>();
  const open = (description: HostDescription): Promise<Host> => {
    const key = JSON.stringify(description);
    const known = opened.get(key);
    if (known !== undefined) {
      return known;
    }
    const opening = kindOf(kinds, description).open(description, open);
    opened.set(key, opening);
    // A host that could not be reached may be tried again later.
    opening.catch(() => opened.delete(key));
    return opening;
  };
  return {
    open: async (description) => open(description),
    closeAll: async () => {
      const hosts = await Promise.allSettled(opened.values());
      opened.clear();
      await Promise.allSettled(
        hosts.flatMap((host) => (host.status === 'fulfilled' ? [host.value.close()] : [])),
      );
    },
  };
}

function kindOf(kinds: readonly HostKind[], description: HostDescription): HostKind {
  const kind = kinds.find((candidate) => candidate.kind === description.kind);
  if (kind === undefined) {
    const known = kinds.map((candidate) => candidate.kind).join(', ');
    throw new ChaosError('UNKNOWN_HOST_KIND', `hosts of kind ${description.kind} cannot be reached yet`, {
      where: description.name,
      hint: `kinds that can: ${known}`,
      exitCode: ExitCode.refused,
    });
  }
  return kind;
}
