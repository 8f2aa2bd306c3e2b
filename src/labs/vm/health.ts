import type { Cluster } from '../../cluster/types.js';
import { ChaosError } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { openSshHost } from '../../hosts/ssh/ssh-host.js';
import type { Host } from '../../hosts/types.js';
import { siteConditions } from '../site-conditions.js';
import { type Condition, waitFor } from '../waiting.js';
import { MACHINE } from './host.js';
import { describeMachine, isOnRecord, type LabRecord } from './running.js';

/** A machine without KVM on two busy processors takes about one minute. */
const TIMEOUT_MS = 300_000;

interface Waiting {
  onProgress(message: string): void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until everything of the lab works as a user of it would see.
 * @throws ChaosError LAB_FAILED with what did not come up, LAB_GONE, INTERRUPTED
 */
export async function waitUntilHealthy(lab: LabRecord, waiting: Waiting): Promise<void> {
  const machine = reconnecting(lab);
  try {
    await waitFor(conditionsOf(lab.cluster, machine.answer), {
      ...waiting,
      lab: 'vm',
      timeoutMs: TIMEOUT_MS,
    });
  } finally {
    await machine.close();
  }
}

/** What a command of the machine prints; undefined when it fails, or the machine does not answer. */
type Answer = (...argv: readonly string[]) => Promise<string | undefined>;

function reconnecting(lab: LabRecord): { answer: Answer; close(): Promise<void> } {
  let host: Host | undefined;
  return {
    answer: async (...argv) => {
      refuseIfTakenDown(lab);
      try {
        host ??= await openSshHost(describeMachine(MACHINE, lab), process.env);
        const { exitCode, stdout } = await host.exec(argv);
        return exitCode === 0 ? stdout.trim() : undefined;
      } catch (error) {
        // Not the machine that it should be: waiting would not help.
        if (error instanceof ChaosError && error.code.startsWith('HOST_KEY_')) {
          throw error;
        }
        return undefined;
      }
    },
    close: async () => host?.close(),
  };
}

/** Whoever waits on for a machine that is gone would take down the next one in the end. */
function refuseIfTakenDown(lab: LabRecord): void {
  if (!isOnRecord(lab)) {
    throw new ChaosError('LAB_GONE', 'the vm lab was taken down before it was up', {
      exitCode: ExitCode.brokeOff,
    });
  }
}

function conditionsOf(cluster: Cluster, answer: Answer): Condition[] {
  return [
    {
      what: 'the machine to answer over ssh',
      missing: async () => ((await answer('true')) === undefined ? 'it does not answer yet' : undefined),
    },
    ...Object.values(cluster.vips).map(({ name, address, hosts, priorities }) => {
      const home = [...hosts].sort((a, b) => (priorities[b] ?? 0) - (priorities[a] ?? 0))[0] ?? '';
      const show = ['node', home, 'ip', '-o', '-4', 'address', 'show', 'to', `${address}/32`];
      return {
        what: `the ${name} virtual IP on ${home}`,
        missing: async () => ((await answer(...show))?.includes(address) ? undefined : 'it is not there yet'),
      };
    }),
    ...siteConditions(cluster),
    ...(cluster.storage.gluster?.hosts ?? []).map((host) => ({
      what: `the brick of ${host}`,
      missing: async () => {
        const state = await answer('node', host, 'sh', '/lab/brick-state');
        return state === 'up pending 0' ? undefined : (state ?? 'it does not answer');
      },
    })),
  ];
}
