import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChecks } from './director/checks.js';
import { dialThrough } from './director/dial.js';
import { serveLayer4 } from './director/layer4.js';
import { layer7Server } from './director/layer7.js';
import { type AdministrativeMode, ProxySection } from './director/proxy-section.js';
import { statisticsServer } from './director/statistics.js';
import { VrrpGroup } from './director/vrrp.js';
import type { DirectorConfig, FromNode, ToNode } from './messages.js';
import { parsePreamble, readLine } from './network/preamble.js';
import { handOver, toLab, whenTold } from './node-process.js';

/** A director: VRRP and balancer, one process. */
function runDirector(config: DirectorConfig): void {
  const proxies = config.proxies.map(
    (proxy) => new ProxySection(proxy, config.check, () => performance.now()),
  );
  const vrrp = new VrrpGroup({
    name: config.name,
    instances: config.instances,
    startsAsMaster: config.startsAsMaster,
    lostCarriers: config.lostCarriers,
    effects: {
      advertise: ({ network }, advert) => toLab({ type: 'advert', network, advert }),
      announce: ({ network, vip }) => toLab({ type: 'announce', network, vip }),
      hold: (vips) => toLab({ type: 'addresses', vips }),
    },
    timers: {
      start: (delayMs, action) => {
        const timer = setTimeout(action, delayMs);
        return () => clearTimeout(timer);
      },
    },
  });
  whenTold((message) => obey(message, vrrp, proxies));
  listen(config, proxies, () => {
    toLab({ type: 'listening' });
    vrrp.start();
  });
}

function listen(config: DirectorConfig, proxies: readonly ProxySection[], onListening: () => void): void {
  const dial = dialThrough(config.fabric, config.address);
  const waiting = { dial, sleep: sleepUntilAborted };
  const addresses = new WeakMap<Socket, string>();
  const services = new Map<number, (client: Socket) => void>();
  for (const proxy of proxies) {
    if (proxy.config.mode === 'tcp') {
      services.set(proxy.config.port, (client) => void serveLayer4(client, proxy, waiting));
    } else {
      const server = layer7Server(proxy, { ...waiting, addressOf: (client) => addresses.get(client) ?? '' });
      services.set(proxy.config.port, (client) => handOver(client, server));
    }
  }
  const statistics = statisticsServer(config.name, proxies, config.statistics);
  services.set(config.statistics.port, (client) => handOver(client, statistics));
  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {});
    readLine(client, (line) => {
      const ends = parsePreamble(line);
      addresses.set(client, ends?.source.address ?? '');
      services.get(ends?.destination.port ?? 0)?.(client);
    });
  });
  // A process that was killed leaves its socket's file behind.
  rmSync(config.listenOn, { force: true });
  listener.listen(config.listenOn, onListening);
  startChecks(proxies, config.check, dial);
}

async function sleepUntilAborted(durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, { signal }).catch(() => {});
}

function obey(message: ToNode, vrrp: VrrpGroup, proxies: readonly ProxySection[]): void {
  if (message.type === 'advert') {
    vrrp.hear(message.advert);
  } else if (message.type === 'carrier') {
    vrrp.setCarrier(message.network, message.up);
  } else if (message.type === 'ask') {
    toLab(administer(message.id, message.argv, proxies));
  }
}

function administer(
  id: number,
  [order, name]: readonly string[],
  proxies: readonly ProxySection[],
): FromNode {
  const servers = proxies.flatMap((proxy) => proxy.servers.filter((server) => server.config.name === name));
  if (order === 'maint' || order === 'drain' || order === 'ready') {
    for (const server of servers) {
      server.setMode(order satisfies AdministrativeMode);
    }
  }
  return { type: 'answer', id, ok: true, text: servers[0]?.mode ?? '' };
}

whenTold((message) => {
  if (message.type === 'start' && message.config.kind === 'director') {
    runDirector(message.config);
  }
});
