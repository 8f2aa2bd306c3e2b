import { check, step } from '../hosts/controls/steps.js';
import type { Action } from '../hosts/types.js';
import { hasProgram } from './has-program.js';
import { noOptions } from './options.js';
import { pacemakerHost } from './requirements.js';
import type { FaultDefinition } from './types.js';

export const pacemakerNodeStandby: FaultDefinition<object> = {
  name: 'pacemaker.node-standby',
  summary:
    'puts a node of Pacemaker on standby: its resources move in good order; recovery makes it a full member',
  targets: 'hosts that own a virtual IP which Pacemaker manages',
  needs: 'system',
  options: noOptions,
  compose: (target) => standby(pacemakerHost(target)),
};

/** Written with Pacemaker's own programs, which are there with or without `crm` and `pcs`. */
function standby(host: string): Action {
  const attribute = ['crm_attribute', '--type', 'nodes', '--node', host, '--name', 'standby'];
  const nodes = ['crm_mon', '-1', '--output-as=xml'];
  const shown = (standbyNow: boolean) => `<node name="${host}" [^>]*online="true" standby="${standbyNow}"`;
  return {
    needs: [hasProgram(host, 'crm_attribute'), hasProgram(host, 'crm_mon')],
    preflight: [check(host, nodes, `${host} is a full member of the cluster`, shown(false))],
    inject: [step(host, [...attribute, '--update', 'on'], `put ${host} on standby`)],
    undo: [step(host, [...attribute, '--delete'], `make ${host} a full member again`)],
    effective: check(host, nodes, `${host} is on standby`, shown(true)),
    recovered: check(host, nodes, `${host} is a full member of the cluster`, shown(false)),
  };
}
