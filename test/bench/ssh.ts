import { execFileSync } from 'node:child_process';
import { nicDown } from '../../src/faults/nic-down.js';
import type { HistoryEvent } from '../../src/history/types.js';
import { describeSshHost } from '../../src/hosts/ssh/destination.js';
import { openSshHost } from '../../src/hosts/ssh/ssh-host.js';
import { percentile } from '../../src/measurements/statistics/percentile.js';
import { liveFault } from '../../src/run/fault-life.js';
import type { RunContext } from '../../src/run/types.js';
import { toyFault, toyRun } from '../run/toy-cluster.js';
import { makeNetworkNamespace } from '../support/network-namespace.js';
import { startSshServer } from '../support/ssh-server.js';
import { fixed, plainTable } from './table.js';

/**
 * `node build/test/bench/ssh.js`: how long a fault over ssh takes from when it is due until it was seen to take effect,
 * with its preflight, its journal entry and its timer on the host. The fault switches off a NIC that ssh does not use,
 * on a real sshd in a network namespace; needs root and openssh-server.
 */
const FAULTS = 100;
const CLAIMED_MEDIAN_MS = 50;
const NIC = 'chaos-spare0';

async function main(): Promise<void> {
  const network = makeNetworkNamespace();
  const inside = (...args: string[]) => execFileSync('ip', ['-n', network.name, ...args]);
  inside('link', 'add', NIC, 'type', 'veth', 'peer', 'name', 'chaos-spare1');
  inside('link', 'set', 'dev', NIC, 'up');
  const server = await startSshServer({ address: network.address, port: 22, wrap: network.wrap });
  const description = describeSshHost('node', server.reach);
  const host = await openSshHost(description, { HOME: server.home });
  const toy = toyRun([], { hosts: { node: description } });
  const delaysMs: number[] = [];
  try {
    const run: RunContext = { ...toy.run, host: async () => host };
    run.clock.start();
    for (let number = 0; number < FAULTS; number++) {
      delaysMs.push(await oneFault(run, toy.events, `fault-${number}`));
    }
  } finally {
    toy.remove();
    await host.close();
    await server.remove();
    network.remove();
  }
  const sorted = [...delaysMs].sort((a, b) => a - b);
  const median = percentile(sorted, 0.5) ?? Number.NaN;
  console.log(
    plainTable([
      ['faults', 'median ms', 'p90 ms', 'p99 ms', 'longest ms'],
      [
        FAULTS,
        ...[median, percentile(sorted, 0.9), percentile(sorted, 0.99), sorted.at(-1)].map((ms) => fixed(ms)),
      ],
    ]),
  );
  const holds = median < CLAIMED_MEDIAN_MS;
  console.log(
    `${holds ? 'holds' : 'FAILS'}  from due to effective in under ${CLAIMED_MEDIAN_MS} ms in the median`,
  );
  process.exitCode = holds ? 0 : 1;
}

async function oneFault(run: RunContext, events: readonly HistoryEvent[], id: string): Promise<number> {
  const soonMs = 60;
  const atMs = run.clock.nowMs() + soonMs;
  const cluster = {
    ...run.cluster,
    hosts: { node: { name: 'node', roles: [], reach: { via: 'local' as const }, nics: { spare: NIC } } },
  };
  const target = { host: 'node', cluster, controls: { system: 'linux' as const } };
  const action = nicDown.compose(target, { network: 'spare' });
  const fault = toyFault(id, 'node', { atMs, holdMs: 20, actions: { node: action } });
  const unhealed = await liveFault(fault, run, new AbortController().signal);
  const effective = events.find(
    (event) => event.type === 'fault' && event.fault === id && event.stage === 'effective',
  );
  if (unhealed.length > 0 || effective === undefined) {
    throw new Error(`${id} did not take effect, or was not healed: ${JSON.stringify(events.slice(-3))}`);
  }
  return effective.t - atMs;
}

await main();
