import type { Host } from '../hosts/types.js';
import { isBehindSsh } from './dead-man.js';

/** The wall clock of a host against ours, in milliseconds; positive where it is ahead. */
export interface HostClock {
  readonly host: string;
  readonly offsetMs: number;
  /** The true offset is within this of `offsetMs`: half the time that the question was on its way. */
  readonly errorMs: number;
}

const READINGS = 5;
const NANOSECONDS = /^(\d+)(\d{9})\n?$/;

/**
 * Asks every host behind ssh for its time, several times, and keeps the quickest answer of each, as NTP does
 * (RFC 5905, section 10). A host that cannot tell nanoseconds is left out.
 */
export async function readHostClocks(hosts: readonly Host[]): Promise<readonly HostClock[]> {
  const remote = hosts.filter((host) => isBehindSsh(host.description));
  const clocks = await Promise.all(remote.map(readHostClock));
  return clocks.flatMap((clock) => (clock === undefined ? [] : [clock]));
}

/** @returns undefined where the host does not tell */
export async function readHostClock(host: Host): Promise<HostClock | undefined> {
  const { name, asLoginUser: login = host } = host;
  let best: HostClock | undefined;
  for (let reading = 0; reading < READINGS; reading++) {
    const askedMs = wallMs();
    const answer = await login.exec(['date', '+%s%N']).catch(() => undefined);
    const [, seconds, nanoseconds] = NANOSECONDS.exec(answer?.stdout ?? '') ?? [];
    if (seconds === undefined || nanoseconds === undefined) {
      return best;
    }
    const answeredMs = wallMs();
    const theirsMs = Number(seconds) * 1e3 + Number(nanoseconds) / 1e6;
    const errorMs = (answeredMs - askedMs) / 2;
    if (best === undefined || errorMs < best.errorMs) {
      best = { host: name, offsetMs: theirsMs - (askedMs + errorMs), errorMs };
    }
  }
  return best;
}

/** Our wall clock with a fraction. */
function wallMs(): number {
  return performance.timeOrigin + performance.now();
}
