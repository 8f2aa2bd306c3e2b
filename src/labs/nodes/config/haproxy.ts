import type { LabPlan, ProxyPlan } from '../../embedded/plan.js';

/** HAProxy's administration socket inside a director. */
export const HAPROXY_SOCKET = '/run/haproxy.sock';

/** haproxy.cfg of a director: one listener for each frontend, and the statistics page. */
export function haproxyConfig(plan: LabPlan, director: string): string {
  const { check, statistics, entry } = plan;
  const credentials =
    statistics.user === undefined ? [] : [`  stats auth ${statistics.user}:${statistics.password ?? ''}`];
  const sections = [
    [
      'global',
      '  log stdout format raw local0',
      '  user haproxy',
      '  group haproxy',
      '  maxconn 2000',
      `  stats socket ${HAPROXY_SOCKET} mode 600 level admin`,
    ],
    [
      'defaults',
      '  log global',
      '  timeout connect 5s',
      '  timeout client 3s',
      '  timeout server 3s',
      `  timeout check ${check.timeoutMs}ms`,
      '  balance roundrobin',
      `  default-server check inter ${check.interMs}ms fall ${check.fall} rise ${check.rise}`,
    ],
    ...plan.proxies.map((proxy) => listener(proxy, plan)),
    [
      'listen statistics',
      `  bind ${entry.address}:${statistics.port}`,
      '  mode http',
      '  stats enable',
      '  stats uri /haproxy?stats',
      '  stats show-node',
      `  stats show-desc director ${director}`,
      ...credentials,
    ],
  ];
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function listener(proxy: ProxyPlan, plan: LabPlan): string[] {
  const { cookie } = proxy;
  const layer7 = [
    '  option forwardfor',
    '  option redispatch',
    '  option httpchk HEAD /index.php',
    ...(cookie === undefined ? [] : [`  cookie ${cookie} insert indirect nocache`]),
  ];
  const servers = plan.webServers.filter((server) => proxy.servers.includes(server.name));
  const sticky = (name: string) => (proxy.mode === 'http' && cookie !== undefined ? ` cookie ${name}` : '');
  return [
    `listen ${proxy.name}`,
    `  bind ${plan.entry.address}:${proxy.port}`,
    `  mode ${proxy.mode}`,
    ...(proxy.mode === 'http' ? layer7 : []),
    ...servers.map(({ name, address, port }) => `  server ${name} ${address}:${port}${sticky(name)}`),
  ];
}
