import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../../cluster/types.js';
import type { HostDescription } from '../../hosts/types.js';
import type { Lab, LabOptions, LabView, RunningLab } from '../types.js';
import { LAB_HOST } from './commands.js';
import { embeddedControls } from './controls.js';
import { LabHandle } from './lab-handle.js';
import { nominalCluster, planLab, withUrls } from './plan.js';

const NAME = 'embedded';
const ENTRY_POINT = fileURLToPath(new URL('./lab-process.js', import.meta.url));

const NOTES = [
  'Real: every director and web server is a process of its own that is really killed, stopped and frozen; the timers of VRRP and of the health checks; HTTP, cookies and connections.',
  'Emulated in user space: the network, VRRP, the balancer and the replicated storage; all traffic stays on 127.0.0.1, the addresses in pages and statistics are nominal.',
  "The kernel of this machine accepts a client's connection before the emulated network sees it: where a real client would time out or be refused while connecting, here its connection gets no answer or a reset.",
  'Packets over a cut cable wait and go on at once when it is back; a real TCP would wait for its retransmission timer. SYN is sent again after 1, 3, 7, 15 s as by Linux.',
  'A killed director takes its addresses with it, and its machine refuses connections until another director takes over.',
  "A brick that is cut off is passed over at once, without Gluster's ping time-out of 42 s.",
  'Figures say nothing about the performance of the real HAProxy, Apache or GlusterFS.',
];

/** The reference topology in user space: Node alone, no root. */
export const embeddedLab: Lab = {
  name: NAME,
  summary: 'the cluster as processes of this machine behind an emulated network; needs Node only',
  describe: (cluster) => {
    const plan = planLab(cluster);
    return { ...viewOf(cluster), cluster: nominalCluster(cluster, plan), hosts: hostsOf(cluster) };
  },
  up,
};

async function up(cluster: Cluster, options: LabOptions): Promise<RunningLab> {
  const plan = planLab(cluster);
  // In a session of its own, so that Ctrl-C in the terminal reaches the harness alone.
  const child = fork(ENTRY_POINT, [], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const lab = new LabHandle(NAME, child, options);
  try {
    const { socket, ports } = await lab.up(plan, options.seed);
    const realPorts = new Map(ports);
    return {
      ...viewOf(cluster),
      cluster: withUrls(cluster, (port) => `http://127.0.0.1:${realPorts.get(port)}`, plan),
      hosts: hostsOf(cluster, socket),
      get remains() {
        return lab.remains;
      },
      down: () => lab.down(),
    };
  } catch (error) {
    await lab.down();
    throw error;
  }
}

function viewOf(cluster: Cluster): Pick<LabView, 'controls' | 'fidelity' | 'notes'> {
  return { controls: embeddedControls(cluster), fidelity: 'embedded', notes: NOTES };
}

/** @param socket absent while the lab is not up */
function hostsOf(cluster: Cluster, socket?: string): Record<string, HostDescription> {
  const names = [LAB_HOST, ...Object.keys(cluster.hosts)];
  const where = socket === undefined ? {} : { socket };
  return Object.fromEntries(names.map((name) => [name, { kind: NAME, name, ...where }]));
}
