import { abEngine } from '../engines/ab.js';
import { autocannonEngine } from '../engines/autocannon.js';
import { nativeEngine } from '../engines/native.js';
import type { Engine } from '../engines/types.js';
import { containerKill } from '../faults/container-kill.js';
import { containerPause } from '../faults/container-pause.js';
import { containerStop } from '../faults/container-stop.js';
import { haproxyServerMaint } from '../faults/haproxy-server-maint.js';
import { linkDelay } from '../faults/link-delay.js';
import { linkLimit } from '../faults/link-limit.js';
import { nicUnplug } from '../faults/nic-unplug.js';
import { processKill } from '../faults/process-kill.js';
import { processPause } from '../faults/process-pause.js';
import { storageBrickDown } from '../faults/storage-brick-down.js';
import type { FaultDefinition } from '../faults/types.js';
import { localHostKind } from '../hosts/local.js';
import { prefixHostKind } from '../hosts/prefix.js';
import type { HostKind } from '../hosts/types.js';
import { dockerLab, dockerLabHostKind } from '../labs/docker/index.js';
import { embeddedHostKind, embeddedLab } from '../labs/embedded/index.js';
import { noLab } from '../labs/none.js';
import type { Lab } from '../labs/types.js';
import { COMPARED } from '../measurements/comparison/types.js';
import { METRICS } from '../measurements/metrics.js';
import { balancerObserver } from '../observers/balancer.js';
import { bricksObserver } from '../observers/bricks.js';
import { containersObserver } from '../observers/containers.js';
import { linksObserver } from '../observers/links.js';
import type { ObserverDefinition } from '../observers/types.js';
import { vipOwnerObserver } from '../observers/vip-owner.js';
import type { ReportFormat } from '../report/types.js';
import type { Vocabulary } from '../scenario/vocabulary.js';

/**
 * Everything there is to choose from, one line each. Schemas, `chaos list`, help and docs are derived from
 * these definitions; nothing is described a second time.
 */
export { startProbes } from '../probes/prober.js';

export const engines: Readonly<Record<string, Engine>> = byName(nativeEngine, autocannonEngine, abEngine);

export const faults: Readonly<Record<string, FaultDefinition>> = byName(
  erased(containerKill),
  erased(containerStop),
  erased(containerPause),
  erased(processKill),
  erased(processPause),
  erased(nicUnplug),
  erased(linkDelay),
  erased(linkLimit),
  erased(storageBrickDown),
  erased(haproxyServerMaint),
);

export const observers: readonly ObserverDefinition[] = [
  vipOwnerObserver,
  balancerObserver,
  containersObserver,
  bricksObserver,
  linksObserver,
];

export const labs: Readonly<Record<string, Lab>> = byName(embeddedLab, dockerLab, noLab);

export const hostKinds: readonly HostKind[] = [
  localHostKind,
  prefixHostKind,
  embeddedHostKind,
  dockerLabHostKind,
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
