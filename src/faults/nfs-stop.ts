import { clientsOfServer } from './nfs-server.js';
import { noOptions } from './options.js';
import { control } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const nfsStop: FaultDefinition<object> = {
  name: 'nfs.stop',
  summary:
    "stops the NFS server in good order; recovery starts it and waits until every client's mount answers",
  targets: 'the host of storage.nfs',
  needs: 'nfs',
  options: noOptions,
  compose: (target) => {
    const alsoRecovered = clientsOfServer(target);
    return { ...control(target, 'service').stop(target.host, 'nfs-server'), alsoRecovered };
  },
};
