import { abEngine } from '../engines/ab.js';
import { autocannonEngine } from '../engines/autocannon.js';
import { nativeEngine } from '../engines/native.js';
import type { Engine } from '../engines/types.js';
import { bondMemberDown } from '../faults/bond-member-down.js';
import { bondUnplugMember } from '../faults/bond-unplug-member.js';
import { containerKill } from '../faults/container-kill.js';
import { containerPause } from '../faults/container-pause.js';
import { containerRestart } from '../faults/container-restart.js';
import { containerStop } from '../faults/container-stop.js';
import { diskFill } from '../faults/disk-fill.js';
import { diskSlow } from '../faults/disk-slow.js';
import { glusterGlusterdKill } from '../faults/gluster-glusterd-kill.js';
import { glusterPeerUnplug } from '../faults/gluster-peer-unplug.js';
import { haproxyServerMaint } from '../faults/haproxy-server-maint.js';
import { linkDelay } from '../faults/link-delay.js';
import { linkLimit } from '../faults/link-limit.js';
import { linkLoss } from '../faults/link-loss.js';
import { networkPartition } from '../faults/network-partition.js';
import { nfsHang } from '../faults/nfs-hang.js';
import { nfsStop } from '../faults/nfs-stop.js';
import { nicDown } from '../faults/nic-down.js';
import { nicUnplug } from '../faults/nic-unplug.js';
import { pacemakerNodeStandby } from '../faults/pacemaker-node-standby.js';
import { pacemakerResourceFail } from '../faults/pacemaker-resource-fail.js';
import { powerOff } from '../faults/power-off.js';
import { powerReset } from '../faults/power-reset.js';
import { processKill } from '../faults/process-kill.js';
import { processPause } from '../faults/process-pause.js';
import { raidFailMember } from '../faults/raid-fail-member.js';
import { raidRemoveMember } from '../faults/raid-remove-member.js';
import { serviceStop } from '../faults/service-stop.js';
import { storageBrickDown } from '../faults/storage-brick-down.js';
import { stressCpu } from '../faults/stress-cpu.js';
import { stressIo } from '../faults/stress-io.js';
import { stressMemory } from '../faults/stress-memory.js';
import type { FaultDefinition } from '../faults/types.js';
import { localHostKind } from '../hosts/local.js';
import { prefixHostKind } from '../hosts/prefix.js';
import { sshHostKind } from '../hosts/ssh/ssh-host-kind.js';
import type { HostKind } from '../hosts/types.js';
import { dockerLab, dockerLabHostKind } from '../labs/docker/index.js';
import { embeddedHostKind, embeddedLab } from '../labs/embedded/index.js';
import { noLab } from '../labs/none.js';
import type { Lab } from '../labs/types.js';
import { vmLab, vmLabHostKind } from '../labs/vm/index.js';
import { COMPARED } from '../measurements/comparison/types.js';
import { METRICS } from '../measurements/metrics.js';
import { arraysObserver } from '../observers/arrays.js';
import { balancerObserver } from '../observers/balancer.js';
import { balancersObserver } from '../observers/balancers.js';
import { bondsObserver } from '../observers/bonds.js';
import { bricksObserver } from '../observers/bricks.js';
import { containersObserver } from '../observers/containers.js';
import { filesObserver } from '../observers/files.js';
import { linksObserver } from '../observers/links.js';
import { neighboursObserver } from '../observers/neighbours.js';
import { nfsMountsObserver } from '../observers/nfs-mounts.js';
import { pacemakerObserver } from '../observers/pacemaker.js';
import { spaceObserver } from '../observers/space.js';
import type { ObserverDefinition } from '../observers/types.js';
import { vipOwnerObserver } from '../observers/vip-owner.js';
import { vrrpObserver } from '../observers/vrrp.js';
import type { ReportFormat } from '../report/types.js';
import type { Vocabulary } from '../scenario/vocabulary.js';
import type { CliEnvironment } from './environment.js';

/**
 * Everything there is to choose from, one line each. Schemas, `chaos list`, help and docs are derived from
 * these definitions; nothing is described a second time.
 */
export { startIntegrity } from '../probes/integrity/start.js';
export { startProbes } from '../probes/prober.js';

export const engines: Readonly<Record<string, Engine>> = byName(nativeEngine, autocannonEngine, abEngine);

export const faults: Readonly<Record<string, FaultDefinition>> = byName(
  erased(containerKill),
  erased(containerStop),
  erased(containerPause),
  erased(containerRestart),
  erased(processKill),
  erased(processPause),
  erased(serviceStop),
  erased(powerOff),
  erased(powerReset),
  erased(nicUnplug),
  erased(nicDown),
  erased(linkDelay),
  erased(linkLimit),
  erased(linkLoss),
  erased(networkPartition),
  erased(stressCpu),
  erased(stressMemory),
  erased(stressIo),
  erased(diskFill),
  erased(storageBrickDown),
  erased(diskSlow),
  erased(raidFailMember),
  erased(raidRemoveMember),
  erased(bondUnplugMember),
  erased(bondMemberDown),
  erased(nfsStop),
  erased(nfsHang),
  erased(glusterPeerUnplug),
  erased(glusterGlusterdKill),
  erased(pacemakerNodeStandby),
  erased(pacemakerResourceFail),
  erased(haproxyServerMaint),
);

export const observers: readonly ObserverDefinition[] = [
  vipOwnerObserver,
  neighboursObserver,
  vrrpObserver,
  pacemakerObserver,
  balancerObserver,
  balancersObserver,
  containersObserver,
  bricksObserver,
  filesObserver,
  arraysObserver,
  bondsObserver,
  nfsMountsObserver,
  spaceObserver,
  linksObserver,
];

export const labs: Readonly<Record<string, Lab>> = byName(embeddedLab, dockerLab, vmLab, noLab);

/** @param env the process's environment, in which ssh looks for keys */
export const hostKinds = (env: CliEnvironment['env']): readonly HostKind[] => [
  localHostKind,
  prefixHostKind,
  sshHostKind(env),
  embeddedHostKind,
  dockerLabHostKind,
  vmLabHostKind,
];

/** Imported when a report is made: charts bring in a whole graphics library. */
export const reports: Readonly<Record<string, () => Promise<ReportFormat>>> = {
  json: async () => (await import('../report/json.js')).jsonReport,
  csv: async () => (await import('../report/csv.js')).csvReport,
  markdown: async () => (await import('../report/markdown.js')).markdownReport,
  latex: async () => (await import('../report/latex.js')).latexReport,
  junit: async () => (await import('../report/junit.js')).junitReport,
  charts: async () => (await import('../report/charts.js')).chartsReport,
  html: async () => (await import('../report/html.js')).htmlReport,
};

/** The words that a scenario may use. */
export function vocabulary(): Vocabulary {
  return {
    engines: Object.keys(engines),
    faults: Object.fromEntries(Object.values(faults).map(({ name, options }) => [name, options])),
    metrics: Object.fromEntries(Object.entries(METRICS).map(([name, { unit }]) => [name, unit])),
    compared: Object.keys(COMPARED),
  };
}

function byName<T extends { readonly name: string }>(...items: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}

/** A fault whose options were validated by its own schema takes them as unknown from here on. */
function erased<Options>(fault: FaultDefinition<Options>): FaultDefinition {
  return fault as unknown as FaultDefinition;
}
