import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a site may do instead of what it should. */
export type SiteTrouble =
  | 'none'
  /** Acknowledges, and stores nothing. */
  | 'forget'
  /** Acknowledges, and stores the first half. */
  | 'tear'
  /** Acknowledges once, and stores twice. */
  | 'double'
  /** Stores, and says that it did not. */
  | 'deny'
  | 'refuse'
  /** Neither stores nor answers. */
  | 'hang'
  /** Stores, and never answers. */
  | 'swallow'
  /** Acknowledges and stores, and goes on showing what was there before. */
  | 'lag'
  /** Reads answer 404. */
  | 'hide'
  /** Reads answer 503. */
  | 'away';

/** A site with an upload page, in memory: PUT, GET and DELETE of /records/NAME, and /list. */
export interface RecordSite {
  readonly url: string;
  /** Contents by name. */
  readonly stored: Map<string, string>;
  /** What it does from the first write of these on, counted from 1, until before the last. */
  course: { readonly trouble: SiteTrouble; readonly from: number; readonly until: number };
  readonly puts: number;
  close(): Promise<void>;
}

export async function startRecordSite(): Promise<RecordSite> {
  const stored = new Map<string, string>();
  const old = new Map<string, string>();
  const server = createServer((request, response) => void answer(site, old, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const site: RecordSite & { puts: number } = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stored,
    course: { trouble: 'none', from: 0, until: 0 },
    puts: 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return site;
}

function troubleOf({ course, puts }: RecordSite): SiteTrouble {
  return puts >= course.from && puts < course.until ? course.trouble : 'none';
}

async function answer(
  site: RecordSite & { puts: number },
  old: Map<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = (request.url ?? '').replace('/records/', '');
  const say = (status: number, text = '') => response.writeHead(status).end(text);
  if (request.method === 'PUT') {
    let body = '';
    for await (const chunk of request) body += chunk;
    site.puts++;
    write(site, old, name, body, say);
  } else if (request.method === 'DELETE') {
    say(site.stored.delete(name) ? 204 : 404);
  } else if (request.url === '/list') {
    say(200, [...site.stored.keys()].map((one) => `<li>${one}</li>`).join(''));
  } else if (troubleOf(site) === 'away') {
    say(503);
  } else {
    const content = troubleOf(site) === 'hide' ? undefined : (old.get(name) ?? site.stored.get(name));
    say(content === undefined ? 404 : 200, content);
  }
}

function write(
  site: RecordSite,
  old: Map<string, string>,
  name: string,
  body: string,
  say: (status: number, text?: string) => void,
): void {
  const { stored } = site;
  const trouble = troubleOf(site);
  const before = stored.get(name);
  if (trouble === 'lag' && before !== undefined) old.set(name, before);
  else old.delete(name);
  if (!['forget', 'refuse', 'hang'].includes(trouble)) {
    stored.set(name, trouble === 'tear' ? body.slice(0, body.length / 2) : body);
  }
  if (trouble === 'double') stored.set(`${name}.copy`, body);
  if (trouble === 'refuse') say(409, 'no');
  else if (trouble === 'deny') say(503, 'not now');
  else if (trouble !== 'hang' && trouble !== 'swallow') say(201, `/records/${name}\n`);
}
