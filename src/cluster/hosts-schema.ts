import { z } from 'zod';
import { defined } from '../core/document/defined.js';
import { namedRecord, nameField, wholeNumber } from '../core/document/fields.js';
import { addressField, ipField, tokenField } from './fields.js';
import type { ClusterHost, Reach } from './types.js';

/** One of `hosts:`; its own keys depend on `via`. */
export function hostSchema(): z.ZodType<Omit<ClusterHost, 'name'>> {
  const common = {
    roles: z.array(nameField()).default([]).describe('What it is for, for example director, web, storage.'),
    nics: namedRecord(interfaceField())
      .default({})
      .describe('Network name to interface name, for example external: enp0s3.'),
    addresses: namedRecord(ipField())
      .optional()
      .describe('Network name to its own address there, for example heartbeat: 198.18.50.1.'),
    hypervisor: hypervisorSchema()
      .optional()
      .describe('What it is a virtual machine of: for cables and power.'),
    on: nameField()
      .optional()
      .describe('The host that this container, namespace or virtual machine lives on.'),
  };
  return z
    .discriminatedUnion('via', [
      z.strictObject({ via: z.literal('local').describe('This machine.'), ...common }),
      z.strictObject({
        via: z.literal('ssh').describe('Another machine, over ssh.'),
        address: addressField().describe('Host name, IP address, or a Host of ~/.ssh/config.'),
        port: wholeNumber(1, 65_535).optional().describe('As ~/.ssh/config says, or 22, unless given.'),
        user: tokenField().optional().describe('User to log in as; as ssh would choose unless given.'),
        become: z.literal('sudo').optional().describe('Commands that need root run through sudo.'),
        identityFile: z
          .string()
          .min(1)
          .optional()
          .describe("Private key; relative to this file's folder. As ssh would choose unless given."),
        knownHostsFile: z
          .string()
          .min(1)
          .optional()
          .describe("Instead of the user's known_hosts; relative to this file's folder."),
        proxyJump: tokenField()
          .optional()
          .describe('Machine to go through, [user@]host[:port]; several joined by commas.'),
        ...common,
      }),
      z.strictObject({
        via: z.literal('docker').describe('A container, through docker exec.'),
        container: tokenField().describe('Name of the container.'),
        ...common,
      }),
      z.strictObject({
        via: z.literal('netns').describe('A network namespace, through ip netns exec.'),
        namespace: tokenField().describe('Name of the namespace.'),
        ...common,
      }),
      z.strictObject({ via: z.literal('lab').describe('A node of the lab.'), ...common }),
    ])
    .transform(({ roles, nics, addresses, hypervisor, on, ...reach }) =>
      defined({ roles, nics, addresses, hypervisor, on, reach: defined(reach) as Reach }),
    );
}

function hypervisorSchema() {
  return z
    .strictObject({
      kind: z.enum(['virsh', 'virtualbox']).describe('virsh (libvirt) or virtualbox (VBoxManage).'),
      host: nameField()
        .optional()
        .describe('The host of this cluster that it runs on; this machine unless given.'),
      machine: tokenField().optional().describe("Its name there; the host's own unless given."),
      cables: namedRecord(z.union([tokenField(), wholeNumber(1, 36).transform(String)]))
        .default({})
        .describe('Network name to the NIC: a device or MAC address (virsh), or the number of an adapter.'),
    })
    .transform(defined);
}

export function interfaceField(): z.ZodType<string> {
  return z.string().regex(/^[^\s/-][^\s/]*$/u, 'expected the name of a network interface');
}
