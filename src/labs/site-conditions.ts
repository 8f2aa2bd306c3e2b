import type { Cluster } from '../cluster/types.js';
import type { Condition } from './waiting.js';

const REQUEST_TIMEOUT_MS = 2_000;
const CSV_STATUS_COLUMN = 17;

/** What a user of the site, and of the balancer's statistics page, can see: every URL must be filled in. */
export function siteConditions(cluster: Cluster): Condition[] {
  return [
    { what: 'every server in the balancer', missing: () => serversMissing(cluster) },
    ...Object.values(cluster.frontends).map(({ name, url = '' }) => ({
      what: `frontend ${name}`,
      missing: () => pageMissing(`${url}/index.php`),
    })),
  ];
}

async function serversMissing(cluster: Cluster): Promise<string | undefined> {
  const servers = await readServers(cluster);
  if (servers === undefined) {
    return 'its statistics page does not answer';
  }
  const up = servers.filter(({ status }) => status === 'UP');
  return up.length === servers.length ? undefined : `${up.length} of ${servers.length} are up`;
}

/**
 * The servers' states in the balancer of the director that answers; undefined when none does. Columns as in
 * HAProxy's Management Guide, section 9.1.
 */
export async function readServers({
  balancer,
}: Cluster): Promise<{ proxy: string; server: string; status: string }[] | undefined> {
  const credentials = Buffer.from(`${balancer?.user ?? ''}:${balancer?.password ?? ''}`).toString('base64');
  const csv = await get(`${balancer?.statsUrl};csv`, { authorization: `Basic ${credentials}` });
  return csv
    ?.split('\n')
    .map((line) => line.split(','))
    .filter(([, server = '']) => !/^(svname|FRONTEND|BACKEND|)$/.test(server))
    .map((row) => ({
      proxy: row[0] ?? '',
      server: row[1] ?? '',
      status: row[CSV_STATUS_COLUMN] ?? '',
    }));
}

async function pageMissing(url: string): Promise<string | undefined> {
  const page = await get(url);
  return page?.includes('served by') ? undefined : 'its page does not answer';
}

/** Undefined unless it answers 200 in time. */
async function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      headers: { ...headers, connection: 'close' },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const body = await response.text();
    return response.ok ? body : undefined;
  } catch {
    return undefined;
  }
}
