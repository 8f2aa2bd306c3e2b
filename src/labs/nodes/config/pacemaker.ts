import type { Cluster, VirtualIp } from '../../../cluster/types.js';
import type { NodeAddress } from '../address.js';
import { NODE_FOLDER } from './scripts.js';

/** The group of everything that is on the active director. */
const GROUP = 'service';
const MONITOR_INTERVAL_S = 2;
const HEAD = '#!/bin/sh\nset -eu\n';

/** Whether Pacemaker, and not Keepalived, moves the virtual IPs. */
export function isPacemaker({ vips }: Cluster): boolean {
  return Object.values(vips).some((vip) => vip.manager === 'pacemaker');
}

/** A director as Corosync knows it. */
export interface Member {
  readonly host: string;
  readonly addresses: readonly NodeAddress[];
}

/** corosync.conf, the same on every director: one ring, over the heartbeat network. */
export function corosyncConfig(members: readonly Member[]): string {
  const nodes = members.flatMap(({ host, addresses }, index) => [
    '  node {',
    `    ring0_addr: ${addressOn(addresses)}`,
    `    name: ${host}`,
    `    nodeid: ${index + 1}`,
    '  }',
  ]);
  return [
    'totem {',
    '  version: 2',
    '  cluster_name: chaos',
    '  transport: udpu',
    '  crypto_cipher: none',
    '  crypto_hash: none',
    '}',
    'nodelist {',
    ...nodes,
    '}',
    'quorum {',
    '  provider: corosync_votequorum',
    '}',
    'logging {',
    '  to_syslog: no',
    '  to_logfile: yes',
    '  logfile: /var/log/corosync.log',
    '}',
    '',
  ].join('\n');
}

function addressOn(addresses: readonly NodeAddress[]): string {
  const ring = addresses.find(({ network }) => network === 'heartbeat') ?? addresses[0];
  return ring?.address ?? '';
}

/** Both daemons in the foreground, so that they stay children of the first process. */
export function corosyncScript(): string {
  return `${HEAD}pidof corosync >/dev/null || setsid corosync -f -c /lab/corosync.conf </dev/null >>/var/log/corosync.out 2>&1 &\n`;
}

export function pacemakerScript(): string {
  return [
    HEAD.trimEnd(),
    // Resource agents keep their state here; /run is empty at each start.
    'mkdir -p -m 1777 /run/resource-agents',
    'pidof pacemakerd >/dev/null || {',
    '  until corosync-quorumtool -s >/dev/null 2>&1; do sleep 0.2; done',
    '  setsid pacemakerd -f </dev/null >>/var/log/pacemaker.out 2>&1 &',
    '}',
    '',
  ].join('\n');
}

/** Run on one director: gives the cluster its resources unless it has them. */
export function resourcesScript(members: readonly Member[]): string {
  const option = (name: string, value: string) =>
    `crm_attribute --type crm_config --name ${name} --update ${value}`;
  return [
    HEAD.trimEnd(),
    `until [ "$(crm_mon -1 --output-as=xml 2>/dev/null | grep -c '<node .*online="true"')" -ge ${members.length} ]; do sleep 0.5; done`,
    option('stonith-enabled', 'false'),
    option('no-quorum-policy', 'ignore'),
    option('cluster-recheck-interval', '10s'),
    `cibadmin --query --scope resources | grep -q ${GROUP} ||`,
    `  cibadmin --replace --scope resources --xml-file ${NODE_FOLDER}/resources.xml`,
    `cibadmin --replace --scope constraints --xml-file ${NODE_FOLDER}/constraints.xml`,
    '',
  ].join('\n');
}

export function resourcesInBackgroundScript(): string {
  return `${HEAD}setsid sh ${NODE_FOLDER}/resources </dev/null >>/var/log/resources.log 2>&1 &\n`;
}

/**
 * The addresses and HAProxy in one group, and a watcher of the link that clients come in by.
 * @param nics of a director, by network
 */
export function resourcesXml(
  { vips }: Cluster,
  nics: Readonly<Record<string, string>>,
  clientNic: string,
): string {
  return [
    '<resources>',
    `  <group id="${GROUP}">`,
    // One failure moves the group; it may come back ten seconds later.
    ...meta('service', { 'migration-threshold': '1', 'failure-timeout': '10s' }),
    ...Object.values(vips).flatMap((vip) =>
      primitive(`vip-${vip.name}`, 'IPaddr2', {
        ip: vip.address,
        cidr_netmask: '24',
        // Unless it is named, the agent looks for it by its route, which a NIC that is down has not: the address stays.
        ...named(nics[vip.network ?? vip.name]),
      }),
    ),
    ...primitive('haproxy', 'anything', {
      binfile: '/usr/sbin/haproxy',
      cmdline_options: `-db -f ${NODE_FOLDER}/haproxy.cfg`,
      logfile: '/var/log/haproxy.log',
      errlogfile: '/var/log/haproxy.log',
    }),
    '  </group>',
    '  <clone id="link">',
    // A watcher that could not start once would bar its director from the group for good.
    ...meta('link', { 'failure-timeout': '10s' }),
    ...primitive('link-external', 'ethmonitor', {
      interface: clientNic,
      link_status_only: 'true',
      repeat_count: '1',
      repeat_interval: '1',
    }),
    '  </clone>',
    '</resources>',
    '',
  ].join('\n');
}

/** The group stays with the others in order of preference, and never where the clients' link is down. */
export function constraintsXml(vip: VirtualIp | undefined, clientNic: string): string {
  const preferences = Object.entries(vip?.priorities ?? {}).map(
    ([host, score]) =>
      `  <rsc_location id="prefers-${host}" rsc="${GROUP}" node="${host}" score="${score}"/>`,
  );
  return [
    '<constraints>',
    ...preferences,
    `  <rsc_location id="needs-link" rsc="${GROUP}">`,
    '    <rule id="needs-link-rule" score="-INFINITY">',
    `      <expression id="needs-link-is-up" attribute="ethmonitor-${clientNic}" operation="ne" value="1"/>`,
    '    </rule>',
    '  </rsc_location>',
    '</constraints>',
    '',
  ].join('\n');
}

function named(nic: string | undefined): { readonly nic?: string } {
  return nic === undefined ? {} : { nic };
}

function meta(id: string, attributes: Readonly<Record<string, string>>): string[] {
  return [
    `    <meta_attributes id="${id}-meta">`,
    ...nvpairs(`${id}-meta`, attributes),
    '    </meta_attributes>',
  ];
}

function nvpairs(id: string, attributes: Readonly<Record<string, string>>): string[] {
  return Object.entries(attributes).map(
    ([name, value]) => `        <nvpair id="${id}-${name}" name="${name}" value="${value}"/>`,
  );
}

function primitive(id: string, type: string, parameters: Readonly<Record<string, string>>): string[] {
  return [
    `    <primitive id="${id}" class="ocf" provider="heartbeat" type="${type}">`,
    `      <instance_attributes id="${id}-parameters">`,
    ...nvpairs(id, parameters),
    '      </instance_attributes>',
    '      <operations>',
    `        <op id="${id}-monitor" name="monitor" interval="${MONITOR_INTERVAL_S}s" timeout="20s"/>`,
    '      </operations>',
    '    </primitive>',
  ];
}
