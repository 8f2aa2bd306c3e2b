import type { LabSpec, NodeSpec } from './spec.js';

/** The lab as a compose file (compose-spec), as data: the same specification that `build` follows. */
export function composeFile(spec: LabSpec): object {
  return {
    // Compose 1 refuses a file without it, and 3.x has no gateways; Compose 2 passes it over.
    version: '2.4',
    networks: Object.fromEntries(
      spec.networks.map(({ name, bridge, subnet, gateway }) => [
        name,
        {
          name,
          internal: true,
          driver_opts: { 'com.docker.network.bridge.name': bridge },
          ipam: { config: [{ subnet, gateway }] },
        },
      ]),
    ),
    ...(spec.volumes.length === 0
      ? {}
      : { volumes: Object.fromEntries(spec.volumes.map((name) => [name, { name }])) }),
    services: Object.fromEntries(spec.nodes.map((node) => [node.host, service(node, spec)])),
  };
}

function service(node: NodeSpec, spec: LabSpec): object {
  return {
    image: spec.image,
    container_name: node.container,
    init: true,
    command: node.command,
    ...networksOf(node, spec),
    cap_drop: ['ALL'],
    ...unlessEmpty('cap_add', node.capabilities),
    ...unlessEmpty(
      'devices',
      node.devices.map((device) => `${device}:${device}`),
    ),
    ...unlessEmpty('security_opt', node.securityOptions),
    ...(Object.keys(node.sysctls).length === 0 ? {} : { sysctls: node.sysctls }),
    ...(Object.keys(node.environment).length === 0 ? {} : { environment: node.environment }),
    ...(node.sharedMemory === undefined ? {} : { shm_size: node.sharedMemory }),
    ...unlessEmpty(
      'volumes',
      node.mounts.map(({ from, to, readOnly }) => `${from}:${to}${readOnly ? ':ro' : ''}`),
    ),
    tmpfs: ['/run'],
  };
}

function networksOf(node: NodeSpec, spec: LabSpec): object {
  if (node.sharesNetworkOf !== undefined) {
    const owner = spec.nodes.find(({ container }) => container === node.sharesNetworkOf);
    return { network_mode: `service:${owner?.host}`, depends_on: [owner?.host] };
  }
  const own = spec.nodes.filter(({ sharesNetworkOf }) => sharesNetworkOf === undefined);
  const before = own[own.indexOf(node) - 1];
  const named = node.addresses.map(({ network, address }) => {
    const name = spec.networks.find((one) => one.network === network)?.name ?? network;
    return [name, { ipv4_address: address }];
  });
  return {
    hostname: node.host,
    networks: Object.fromEntries(named),
    // One after another, so that they go one after another: see `emptyNetwork` in take-down.ts.
    ...unlessEmpty('depends_on', before === undefined ? [] : [before.host]),
  };
}

function unlessEmpty(key: string, values: readonly string[]): object {
  return values.length === 0 ? {} : { [key]: values };
}
