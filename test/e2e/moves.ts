import assert from 'node:assert/strict';
import type { Failover, Measurements } from '../../src/measurements/types.js';

/** Who had the address, one after another; moments without an owner, with two, or out of sight are left out. */
export function owners({ states }: Measurements, vip: string): string[] {
  const segments = states.find(({ subject }) => subject === `vip:${vip}`)?.segments ?? [];
  return segments
    .map(({ state }) => state)
    .filter((owner) => !/none|unknown|\+/.test(owner))
    .filter((owner, index, all) => owner !== all[index - 1]);
}

/** The first failover of an address that a fault caused. */
export function firstFailover({ failovers }: Measurements, vip: string): Failover {
  const failover = failovers.find((one) => one.vip === vip && one.cause === 'injection');
  assert.ok(failover, `no failover of ${vip} was seen that a fault caused: ${JSON.stringify(failovers)}`);
  return failover;
}

/**
 * @param expected what the timers alone would make of the outage
 * @param lateMs what the network and a busy machine may take beyond them
 */
export function assertExpectedOutage(
  { expectedMs, outage }: Failover,
  expected: { readonly low: number; readonly high: number },
  lateMs: number,
): void {
  assert.deepEqual(expectedMs, expected);
  assert.ok(
    outage !== null && outage.highMs >= expected.low && outage.lowMs <= expected.high + lateMs,
    JSON.stringify(outage),
  );
}
