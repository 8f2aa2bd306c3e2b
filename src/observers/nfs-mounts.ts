import { blockObserver } from './blocks.js';

export const nfsMountsObserver = blockObserver({
  name: 'nfs-mounts',
  summary: "whether each client's NFS mount answers, by a question of its own to the server",
  needs: 'storage.nfs in the cluster file, and clients of it (role web-nfs) that run Linux',
  watch: 'mounts',
  states: ([state = 'unknown'], host) => new Map([[`nfs:${host}`, state]]),
});
