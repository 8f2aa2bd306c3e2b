import { z } from 'zod';
import type { Cluster } from '../cluster/types.js';
import { oneOrMany } from '../core/document/fields.js';
import { ChaosError } from '../core/errors.js';
import type { Action } from '../hosts/types.js';
import { filtered, type PacketFilter } from './packet-filter.js';
import { control, networkOf } from './requirements.js';
import type { FaultDefinition, FaultTarget } from './types.js';

const options = z
  .strictObject({
    from: oneOrMany(z.string().min(1))
      .optional()
      .describe('hosts or roles that it is cut off from; everybody on `network` unless given'),
    network: z
      .string()
      .optional()
      .describe('the one network that is cut, for example heartbeat; all of them unless given'),
  })
  .refine(({ from, network }) => from !== undefined || network !== undefined, {
    message: 'say from whom (`from`), on which network (`network`), or both',
  });

type Options = z.infer<typeof options>;

export const networkPartition: FaultDefinition<Options> = {
  name: 'network.partition',
  summary: 'cuts a host off from others, or from one network, by a packet filter of its own; links stay up',
  targets: 'hosts reached as root whose kernel has nftables',
  needs: 'system',
  options,
  compose: (target, wanted) => {
    control(target, 'system');
    return partition(target, cutOf(target, wanted));
  },
};

interface Cut {
  /** The target's own first. */
  readonly filters: readonly PacketFilter[];
  /** What is cut, in words. */
  readonly from: string;
}

/** With others named, both sides drop what comes in: what is sent to a group (VRRP) has no address of theirs. */
function cutOf(target: FaultTarget, { from, network }: Options): Cut {
  const { host, cluster } = target;
  const on = network === undefined ? '' : ` on network ${network}`;
  if (from === undefined) {
    const nic = nicOf(target, network ?? '');
    return {
      filters: [{ host, incoming: [`iifname "${nic}" drop`], outgoing: [`oifname "${nic}" drop`] }],
      from: `everybody${on}`,
    };
  }
  const others = from.flatMap((name) => hostsNamed(name, target));
  const dropFrom = (names: readonly string[]) =>
    names
      .flatMap((name) => addressesOf(name, network, cluster))
      .map((address) => `${family(address)} saddr ${address} drop`);
  return {
    filters: [
      { host, incoming: dropFrom(others), outgoing: [] },
      ...others.map((other) => ({ host: other, incoming: dropFrom([host]), outgoing: [] })),
    ],
    from: `${others.join(', ')}${on}`,
  };
}

function partition({ host }: FaultTarget, { filters, from }: Cut): Action {
  return filtered({
    host,
    filters,
    // One table for each target, of a name that nobody else uses.
    table: `chaos_partition_${host.replace(/[^A-Za-z0-9]/g, '_')}`,
    words: {
      whole: (where) => `${where} has no partition of ${host} yet`,
      cut: `cut ${host} off from ${from}`,
      isCut: `${host} is cut off from ${from}`,
      undo: `let ${host} reach ${from} again`,
      isWhole: `${host} is in no partition any more`,
    },
  });
}

/** @throws ChaosError UNKNOWN_NIC */
function nicOf(target: FaultTarget, network: string): string {
  return target.cluster.hosts[target.host]?.nics[networkOf(target, network)] ?? network;
}

/** A host, or all hosts with a role, without the target itself. */
function hostsNamed(name: string, { host, cluster }: FaultTarget): string[] {
  const named = Object.values(cluster.hosts).filter((one) => one.name === name || one.roles.includes(name));
  if (named.length === 0) {
    throw new ChaosError('UNKNOWN_HOST', `cluster ${cluster.name} has no host and no role ${name}`, {
      hint: '`from` names hosts or roles of the cluster file',
    });
  }
  return named.map((one) => one.name).filter((one) => one !== host);
}

/**
 * Addresses are plain addresses by the cluster file's schema, so that they can stand in a rule.
 * @throws ChaosError ADDRESS_UNKNOWN
 */
function addressesOf(name: string, network: string | undefined, { hosts, name: cluster }: Cluster): string[] {
  const { addresses = {}, on } = hosts[name] ?? {};
  const wanted = Object.entries(addresses).filter(([where]) => network === undefined || where === network);
  if (wanted.length > 0) {
    return wanted.map(([, address]) => address);
  }
  const hint =
    on === undefined ? `add \`addresses:\` to ${name} in the cluster file` : `name ${on}, which it lives on`;
  const where = network === undefined ? '' : ` on network ${network}`;
  throw new ChaosError(
    'ADDRESS_UNKNOWN',
    `the address of ${name}${where} is not known to cluster ${cluster}`,
    {
      hint,
    },
  );
}

function family(address: string): 'ip' | 'ip6' {
  return address.includes(':') ? 'ip6' : 'ip';
}
