import { preferThisThread } from '../../src/probes/prefer-this-thread.js';
import { answer, ownTask } from './children.js';
import { FaultyServer, type FaultyServerTask } from './faulty-server.js';

/** Servers that go away and come back, in a process of their own. */
// What the machine does to this process is not what is tested; where it is not allowed, the tables show it.
preferThisThread();
const servers = ownTask<readonly FaultyServerTask[]>().map((task) => new FaultyServer(task));
for (const server of servers) await server.listen();
answer(servers.map(({ port }) => port));
process.once('message', async () => {
  answer(await Promise.all(servers.map((server) => server.run())));
});
