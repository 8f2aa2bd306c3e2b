import { z } from 'zod';
import { wholeNumber } from '../core/document/fields.js';
import { clientsOfServer } from './nfs-server.js';
import { filtered } from './packet-filter.js';
import { control } from './requirements.js';
import type { FaultDefinition, FaultTarget } from './types.js';

const options = z.strictObject({
  port: wholeNumber(1, 65_535).default(2049).describe('TCP port of the server; 2049 unless given'),
});

export const nfsHang: FaultDefinition<z.infer<typeof options>> = {
  name: 'nfs.hang',
  summary:
    "cuts the NFS server's port while all else stays up, so that hard mounts hang; recovery waits until each answers",
  targets: 'the host of storage.nfs, reached as root, whose kernel has nftables',
  needs: 'nfs',
  options,
  compose: (target, { port }) => {
    control(target, 'system');
    return { ...portCut(target, port), alsoRecovered: clientsOfServer(target) };
  },
};

/** Dropped and not refused: a client that is refused knows that the server is there. */
function portCut({ host }: FaultTarget, port: number) {
  return filtered({
    host,
    filters: [{ host, incoming: [`tcp dport ${port} drop`], outgoing: [`tcp sport ${port} drop`] }],
    table: 'chaos_nfs_hang',
    words: {
      whole: (where) => `nothing of ours cuts the NFS port of ${where} yet`,
      cut: `cut the NFS port ${port} of ${host}`,
      isCut: `the NFS port of ${host} is cut`,
      undo: `let clients reach the NFS port of ${host}`,
      isWhole: `nothing of ours cuts the NFS port of ${host}`,
    },
  });
}
