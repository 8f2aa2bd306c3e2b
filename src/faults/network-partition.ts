import { z } from 'zod';
import type { Cluster } from '../cluster/types.js';
import { oneOrMany } from '../core/document/fields.js';
import { ChaosError } from '../core/errors.js';
import { check, script, step } from '../hosts/controls/steps.js';
import type { Action } from '../hosts/types.js';
import { hasProgram } from './has-program.js';
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
    return partition(target, rulesOf(target, wanted));
  },
};

/** One table of a name that nobody else uses: made whole, removed whole, nothing else is touched. */
const TABLE = 'chaos_partition';

interface Rules {
  readonly incoming: readonly string[];
  readonly outgoing: readonly string[];
  /** What is cut, in words. */
  readonly cut: string;
}

function rulesOf(target: FaultTarget, { from, network }: Options): Rules {
  const nic = network === undefined ? undefined : nicOf(target, network);
  const [into, outOf] = nic === undefined ? ['', ''] : [`iifname "${nic}" `, `oifname "${nic}" `];
  const on = network === undefined ? '' : ` on network ${network}`;
  if (from === undefined) {
    return { incoming: [`${into}drop`], outgoing: [`${outOf}drop`], cut: `everybody${on}` };
  }
  const others = from.flatMap((name) => hostsNamed(name, target));
  const addresses = others.flatMap((host) => addressesOf(host, network, target.cluster));
  return {
    incoming: addresses.map((address) => `${into}${family(address)} saddr ${address} drop`),
    outgoing: addresses.map((address) => `${outOf}${family(address)} daddr ${address} drop`),
    cut: `${others.join(', ')}${on}`,
  };
}

function partition({ host }: FaultTarget, { incoming, outgoing, cut }: Rules): Action {
  const table = [
    `table inet ${TABLE} {`,
    ...chain('incoming', 'input', incoming),
    ...chain('outgoing', 'output', outgoing),
    '}',
    '',
  ].join('\n');
  const tables = ['nft', 'list', 'tables'];
  const none = (description: string) =>
    check(host, script('! nft list table inet "$1" >/dev/null 2>&1', TABLE), description);
  // Adding it first makes the removal of one that is not there no error.
  const remove = `add table inet ${TABLE}\ndelete table inet ${TABLE}\n`;
  return {
    mayCutOff: [host],
    needs: [
      hasProgram(host, 'nft'),
      check(host, tables, `the kernel of ${host} has nftables, and we may use it`),
    ],
    preflight: [none(`${host} is in no partition yet`)],
    inject: [{ ...step(host, ['nft', '-f', '-'], `cut ${host} off from ${cut}`), input: table }],
    undo: [{ ...step(host, ['nft', '-f', '-'], `let ${host} reach ${cut} again`), input: remove }],
    effective: {
      ...check(host, tables, `${host} is cut off from ${cut}`, `^table inet ${TABLE}$`),
      holdsWhenCutOff: true,
    },
    recovered: none(`${host} is in no partition any more`),
  };
}

/** Before connection tracking, so that connections that are there are cut too. */
function chain(name: string, hook: string, rules: readonly string[]): string[] {
  return [`chain ${name} {`, `type filter hook ${hook} priority -300`, ...rules, '}'];
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
