import { answer, ownTask } from './children.js';
import { FaultyServer, type FaultyServerTask } from './faulty-server.js';

/** Servers that go away and come back, in a process of their own; `stop` ends it. */
const servers = ownTask<readonly FaultyServerTask[]>().map((task) => new FaultyServer(task));
for (const server of servers) await server.listen();
answer(servers.map(({ port }) => port));
process.once('message', async () => {
  answer(await Promise.all(servers.map((server) => server.run())));
});
