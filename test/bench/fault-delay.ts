import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nicDown } from '../../src/faults/nic-down.js';
import type { HistoryEvent } from '../../src/history/types.js';
import { describeSshHost } from '../../src/hosts/ssh/destination.js';
import { openSshHost } from '../../src/hosts/ssh/ssh-host.js';
import { percentile } from '../../src/measurements/statistics/percentile.js';
import { liveFault } from '../../src/run/fault-life.js';
import type { RunContext } from '../../src/run/types.js';
import { bench } from '../e2e/cli.js';
import { toyFault, toyRun } from '../run/toy-cluster.js';
import { makeNetworkNamespace } from '../support/network-namespace.js';
import { startSshServer } from '../support/ssh-server.js';
import { fixed, plainTable } from './table.js';

/**
 * `node build/test/bench/fault-delay.js [namespace|docker|vm]…`: how long a fault takes from when it is due until it was
 * seen to take effect, what can be asked and armed ahead being done ahead. In a namespace (unless told otherwise) a NIC
 * that ssh does not use is switched off on a real sshd; needs root and openssh-server. On a lab, which is brought up
 * unless it is, a scenario pulls the cable of a director and kills its HAProxy, by turns. The vm lab as CI has it spends
 * half of that time on QEMU's emulation.
 */
const FAULTS = 100;
const FAULTS_ON_LAB = 24;
/** Over ssh; of containers nothing is claimed. */
const CLAIMED_MEDIAN_MS: Readonly<Record<string, number>> = { namespace: 50, vm: 50 };
const NIC = 'chaos-spare0';
/** Enough to be made ready before it is due. */
const LEAD_MS = 400;

const PLACES: Readonly<Record<string, () => Promise<Delays>>> = {
  namespace: inNamespace,
  docker: () => onLab('docker'),
  vm: () => onLab('vm'),
};

/** From due to effective, by what was done. */
type Delays = Readonly<Record<string, readonly number[]>>;

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const wanted = positionals.length === 0 ? ['namespace'] : positionals;
  for (const name of wanted) {
    const measure = PLACES[name];
    if (measure === undefined) throw new Error(`no place ${name}: ${Object.keys(PLACES).join(', ')}`);
    print(name, await measure());
  }
}

function print(place: string, delays: Delays): void {
  const sorted = Object.entries({ ...delays, all: Object.values(delays).flat() }).map(
    ([what, delaysMs]) => [what, [...delaysMs].sort((a, b) => a - b)] as const,
  );
  const rows = sorted.map(([what, delaysMs]) => {
    const figures = [0.5, 0.9, 0.99].map((share) => fixed(percentile(delaysMs, share)));
    return [what, delaysMs.length, ...figures, fixed(delaysMs.at(-1))];
  });
  console.log(`\n== ${place}, ${new Date().toISOString()} ==`);
  console.log(
    plainTable([
      ['fault', 'times', 'median ms', 'p90 ms', 'p99 ms', 'longest ms'],
      ...rows.slice(sorted.length === 2 ? 1 : 0),
    ]),
  );
  const claimedMs = CLAIMED_MEDIAN_MS[place];
  if (claimedMs === undefined) return;
  const median = percentile(sorted.at(-1)?.[1] ?? [], 0.5) ?? Number.NaN;
  const holds = median < claimedMs;
  console.log(`${holds ? 'holds' : 'FAILS'}  from due to effective in under ${claimedMs} ms in the median`);
  if (!holds) process.exitCode = 1;
}

async function inNamespace(): Promise<Delays> {
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
  return { 'nic.down': delaysMs };
}

async function oneFault(run: RunContext, events: readonly HistoryEvent[], id: string): Promise<number> {
  const atMs = run.clock.nowMs() + LEAD_MS;
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

const KINDS = ['nic.unplug', 'process.kill'] as const;
const BETWEEN_MS = 8_000;

async function onLab(cluster: string): Promise<Delays> {
  const faults = Array.from(
    { length: FAULTS_ON_LAB },
    (_, number) =>
      `  - { id: f${number}, at: ${(number + 1) * BETWEEN_MS}ms, inject: ${KINDS[number % KINDS.length]}, target: standby1, for: 1s }`,
  );
  const scenario = [
    'name: from-due-to-effective',
    `cluster: ${cluster}`,
    'pages: { static: { path: /index.php } }',
    'probes: [{ id: users, page: static, frontend: tcp, every: 1s, timeout: 1s }]',
    'faults:',
    ...faults,
  ];
  const place = bench();
  try {
    writeFileSync(join(place.folder, 'delays.yaml'), `${scenario.join('\n')}\n`);
    const { stderr, exitCode } = await place.chaos(
      'run',
      'delays.yaml',
      '--out',
      'out',
      '--no-report',
      '--quiet',
    );
    if (exitCode > 1) throw new Error(stderr);
    return delaysIn(readFileSync(join(place.folder, 'out', 'history.ndjson'), 'utf8'));
  } finally {
    place.remove();
  }
}

function delaysIn(history: string): Delays {
  const events = history
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistoryEvent);
  const planned = events.flatMap((event) => (event.type === 'run.start' ? event.faults : []));
  const delaysOf = (kind: string) =>
    events.flatMap((event) => {
      if (event.type !== 'fault' || event.stage !== 'effective') return [];
      const { fault, scheduledMs = Number.NaN } = planned.find(({ id }) => id === event.fault) ?? {};
      return fault === kind ? [event.t - scheduledMs] : [];
    });
  return Object.fromEntries(KINDS.map((kind) => [kind, delaysOf(kind)]));
}

await main();
