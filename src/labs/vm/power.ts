import type { ClusterHost } from '../../cluster/types.js';
import { check, step } from '../../hosts/controls/steps.js';
import type { Action, Check, Step } from '../../hosts/types.js';
import { program } from './entry-points.js';
import { HYPERVISOR } from './host.js';

/** A machine without KVM takes about a minute until everything in it serves again. */
const HEALTHY_TIMEOUT_MS = 310_000;

/** Its processors stop where they are; power comes back with a reset, as it would at a plug. */
export function machinePowerOff(): Action {
  return {
    preflight: [powerState('on', 'the machine is on')],
    inject: [power('off', 'cut the power of the machine')],
    undo: [power('on', 'switch the machine on')],
    effective: powerState('off', 'the machine has no power'),
    recovered: isHealthy(),
  };
}

export function machineReset({ name }: ClusterHost): Action {
  return {
    preflight: [powerState('on', 'the machine is on')],
    inject: [power('reset', `press the reset button of ${name}`)],
    undo: [power('on', 'see that the machine is on')],
    effective: check(HYPERVISOR, program('power', 'answers'), 'the machine does not answer', '^no$'),
    recovered: isHealthy(),
  };
}

function power(order: 'off' | 'on' | 'reset', description: string): Step {
  return step(HYPERVISOR, program('power', order), description);
}

function powerState(state: 'on' | 'off', description: string): Check {
  return check(HYPERVISOR, program('power', 'state'), description, `^${state}$`);
}

function isHealthy(): Check {
  return {
    ...check(HYPERVISOR, program('power', 'healthy'), 'everything in the machine serves again', '^yes$'),
    timeoutMs: HEALTHY_TIMEOUT_MS,
    withinMs: HEALTHY_TIMEOUT_MS,
  };
}
