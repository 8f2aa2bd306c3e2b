import { addressOf } from './addressing.js';
import type { Planning } from './planning.js';
import type { PlannedProbe } from './types.js';

/** The probes, each with the URL it asks and what it takes for an answer. */
export function planProbes(planning: Planning): PlannedProbe[] {
  return planning.scenario.probes.flatMap((step, index) => {
    const address = addressOf(planning, step, ['probes', index, 'frontend']);
    if (address === undefined) {
      return [];
    }
    const { page, frontend, url } = address;
    return [
      {
        step,
        spec: {
          id: step.id,
          url,
          method: page.method,
          headers: page.headers,
          ...(page.body === undefined ? {} : { body: page.body }),
          everyMs: step.everyMs,
          timeoutMs: step.timeoutMs,
          connection: step.connection,
          lanes: step.lanes,
          cookies: step.cookies,
          expect: page.expect,
          ...(step.latencyLimitMs === undefined ? {} : { latencyLimitMs: step.latencyLimitMs }),
          ...(page.identify === undefined ? {} : { identify: page.identify }),
          ...(frontend.caFile === undefined ? {} : { caFile: frontend.caFile }),
        },
      },
    ];
  });
}
