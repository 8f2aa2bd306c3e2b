import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { StatisticsPlan } from '../plan.js';
import type { BackendServer, Counters, ProxySection } from './proxy-section.js';

/** HAProxy's columns as far as they mean something here (Management Guide, section 9.1). */
const COLUMNS = [
  ...['pxname', 'svname', 'qcur', 'qmax', 'scur', 'smax', 'slim', 'stot', 'bin', 'bout', 'dreq', 'dresp'],
  ...['ereq', 'econ', 'eresp', 'wretr', 'wredis', 'status', 'weight', 'act', 'bck', 'chkfail', 'chkdown'],
  ...['lastchg', 'downtime', 'qlimit', 'pid', 'iid', 'sid', 'throttle', 'lbtot', 'tracked', 'type', 'rate'],
  ...['rate_lim', 'rate_max', 'check_status', 'check_code', 'check_duration', 'hrsp_1xx', 'hrsp_2xx'],
  ...['hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other'],
] as const;

type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number>>>;

/** HAProxy's codes for the kinds of line. */
const TYPE = { frontend: 0, backend: 1, server: 2 };

/** The statistics as HAProxy prints them behind `;csv`. */
export function statisticsCsv(proxies: readonly ProxySection[], pid: number): string {
  const lines = rowsOf(proxies, pid).map((row) => COLUMNS.map((column) => row[column] ?? '').join(','));
  return [`# ${COLUMNS.join(',')},`, ...lines.map((line) => `${line},`), ''].join('\n');
}

function rowsOf(proxies: readonly ProxySection[], pid: number): Row[] {
  return proxies.flatMap((proxy, index) => {
    const common = { pxname: proxy.config.name, pid, iid: index + 2 };
    return [
      { ...common, ...counts(proxy.frontend), svname: 'FRONTEND', status: 'OPEN', type: TYPE.frontend },
      ...proxy.servers.map((server, position) => ({ ...common, ...serverRow(server), sid: position + 1 })),
      { ...common, ...backendRow(proxy) },
    ];
  });
}

function serverRow(server: BackendServer): Row {
  const { counters, lastCheck } = server;
  return {
    ...counts(counters),
    svname: server.config.name,
    status: server.status,
    weight: 1,
    act: 1,
    bck: 0,
    econ: counters.connectionErrors,
    eresp: counters.responseErrors,
    wretr: counters.retries,
    wredis: counters.redispatches,
    chkfail: server.failedChecks,
    chkdown: server.timesDown,
    lastchg: server.secondsSinceChange(),
    downtime: server.secondsDown(),
    lbtot: counters.sessions,
    type: TYPE.server,
    ...(lastCheck === undefined
      ? {}
      : {
          check_status: lastCheck.code,
          check_code: lastCheck.httpStatus ?? '',
          check_duration: Math.round(lastCheck.durationMs),
        }),
  };
}

function backendRow(proxy: ProxySection): Row {
  const active = proxy.servers.filter((server) => server.inTurn).length;
  return {
    ...counts(proxy.backend),
    svname: 'BACKEND',
    status: proxy.servers.some((server) => server.usable) ? 'UP' : 'DOWN',
    weight: active,
    act: active,
    bck: 0,
    econ: proxy.backend.connectionErrors,
    eresp: proxy.backend.responseErrors,
    wretr: proxy.backend.retries,
    wredis: proxy.backend.redispatches,
    lbtot: proxy.backend.sessions,
    type: TYPE.backend,
  };
}

function counts(counters: Counters): Row {
  const [, informed, good, moved, refused, failed] = counters.answers;
  return {
    scur: counters.current,
    smax: counters.most,
    stot: counters.sessions,
    bin: counters.bytesIn,
    bout: counters.bytesOut,
    hrsp_1xx: informed ?? 0,
    hrsp_2xx: good ?? 0,
    hrsp_3xx: moved ?? 0,
    hrsp_4xx: refused ?? 0,
    hrsp_5xx: failed ?? 0,
  };
}

/** `/haproxy?stats` for people, `/haproxy?stats;csv` for programs. */
export function statisticsServer(
  name: string,
  proxies: readonly ProxySection[],
  access: StatisticsPlan,
): Server {
  return createServer((incoming, outgoing) => {
    if (!isAllowed(incoming, access)) {
      outgoing.setHeader('WWW-Authenticate', 'Basic realm="HAProxy Statistics"');
      answer(outgoing, 401, 'text/plain', 'this page needs a password\n');
    } else if (incoming.url === '/haproxy?stats;csv') {
      answer(outgoing, 200, 'text/plain', statisticsCsv(proxies, process.pid));
    } else if (incoming.url === '/haproxy?stats') {
      answer(outgoing, 200, 'text/html; charset=utf-8', statisticsPage(name, proxies));
    } else {
      answer(outgoing, 404, 'text/plain', 'there is /haproxy?stats and /haproxy?stats;csv\n');
    }
  });
}

function isAllowed(incoming: IncomingMessage, { user, password }: StatisticsPlan): boolean {
  const credentials = Buffer.from(`${user}:${password ?? ''}`).toString('base64');
  return user === undefined || incoming.headers.authorization === `Basic ${credentials}`;
}

function answer(outgoing: ServerResponse, status: number, type: string, body: string): void {
  outgoing.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-cache',
  });
  outgoing.end(body);
}

function statisticsPage(name: string, proxies: readonly ProxySection[]): string {
  const rows = rowsOf(proxies, process.pid).map(
    (row) =>
      `<tr><td>${row.pxname}</td><td>${row.svname}</td><td>${row.status}</td>` +
      `<td>${row.scur}</td><td>${row.stot}</td><td>${row.check_status ?? ''}</td></tr>`,
  );
  return [
    '<!DOCTYPE html>',
    `<html lang="en"><head><meta charset="utf-8"><title>Statistics of ${name}</title></head><body>`,
    `<h1>Statistics of ${name}</h1>`,
    `<p>Answered by director ${name}, process ${process.pid} (emulated balancer, HAProxy's format).</p>`,
    '<table><tr><th>Proxy</th><th>Server</th><th>Status</th><th>Sessions now</th><th>Sessions in all</th>' +
      '<th>Last check</th></tr>',
    ...rows,
    '</table></body></html>',
    '',
  ].join('\n');
}
