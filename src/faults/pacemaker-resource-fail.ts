import { z } from 'zod';
import { check, step } from '../hosts/controls/steps.js';
import type { Action } from '../hosts/types.js';
import { hasProgram } from './has-program.js';
import { pacemakerHost } from './requirements.js';
import type { FaultDefinition } from './types.js';

const options = z.strictObject({
  resource: z
    .string()
    .regex(/^[\w.-]+$/u, 'expected the id of a resource')
    .describe('id of the resource, as crm_mon shows it'),
});

export const pacemakerResourceFail: FaultDefinition<z.infer<typeof options>> = {
  name: 'pacemaker.resource-fail',
  summary: 'tells Pacemaker that a resource has failed on a node; recovery clears its failures there',
  targets: 'the host that runs the resource',
  needs: 'system',
  options,
  compose: (target, { resource }) => fail(pacemakerHost(target), resource),
};

function fail(host: string, resource: string): Action {
  const where = ['--resource', resource, '--node', host];
  const failures = ['crm_failcount', '--query', ...where];
  const name = `${resource} on ${host}`;
  return {
    needs: [hasProgram(host, 'crm_resource'), hasProgram(host, 'crm_failcount')],
    preflight: [
      check(
        host,
        ['crm_resource', '--locate', '--resource', resource],
        `${name} runs`,
        `running on: ${host}\\b`,
      ),
    ],
    inject: [step(host, ['crm_resource', '--fail', ...where], `tell Pacemaker that ${name} failed`)],
    undo: [step(host, ['crm_resource', '--cleanup', ...where], `clear the failures of ${name}`)],
    effective: check(host, failures, `${name} has failed`, 'value=(INFINITY|[1-9]\\d*)'),
    recovered: check(host, failures, `${name} has no failures`, 'value=0'),
  };
}
