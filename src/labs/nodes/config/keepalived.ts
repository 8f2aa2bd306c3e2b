import type { LabPlan, VipPlan } from '../../embedded/plan.js';
import { NODE_FOLDER } from './scripts.js';

const FIRST_ROUTER_ID = 51;
const MS_PER_S = 1000;

/**
 * keepalived.conf of a director. `@network@` stands for the name of its NIC on that network, which is known
 * only once the container runs.
 */
export function keepalivedConfig(plan: LabPlan, director: string): string {
  const vips = plan.vips.filter((vip) => director in vip.priorities);
  const { interMs, fall } = plan.entry.check;
  return [
    'global_defs {',
    `  router_id ${director}`,
    '  enable_script_security',
    '  script_user root',
    '}',
    '',
    'vrrp_script haproxy_lives {',
    `  script "/bin/sh ${NODE_FOLDER}/haproxy-lives"`,
    `  interval ${interMs / MS_PER_S}`,
    // Whole seconds. One check that is late would otherwise be enough for FAULT, whatever `fall` says.
    `  timeout ${Math.ceil((interMs * fall) / MS_PER_S)}`,
    `  fall ${fall}`,
    '  rise 2',
    '}',
    '',
    '# All addresses are on one director, always; without HAProxy it may have none.',
    'vrrp_sync_group addresses {',
    '  group {',
    ...vips.map((vip) => `    ${vip.name}`),
    '  }',
    '  track_script {',
    '    haproxy_lives',
    '  }',
    '}',
    ...vips.flatMap((vip) => ['', ...instance(vip, plan.vips.indexOf(vip), director)]),
    '',
  ].join('\n');
}

function instance(vip: VipPlan, index: number, director: string): string[] {
  const priority = vip.priorities[director] ?? 0;
  const isMaster = Object.values(vip.priorities).every((other) => other <= priority);
  const isFractional = vip.advertMs % MS_PER_S !== 0;
  return [
    `vrrp_instance ${vip.name} {`,
    // VRRP 2 counts whole seconds.
    ...(isFractional ? ['  version 3'] : []),
    `  state ${isMaster ? 'MASTER' : 'BACKUP'}`,
    `  interface @${vip.network}@`,
    `  virtual_router_id ${FIRST_ROUTER_ID + index}`,
    `  priority ${priority}`,
    `  advert_int ${vip.advertMs / MS_PER_S}`,
    '  virtual_ipaddress {',
    `    ${vip.address}/24`,
    '  }',
    '}',
  ];
}
