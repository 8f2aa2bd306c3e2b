import type { Socket } from 'node:net';
import type { HealthCheck } from '../../../cluster/types.js';
import type { Dial } from './dial.js';
import type { CheckResult } from './health.js';
import type { BackendServer, ProxySection } from './proxy-section.js';

/** HAProxy's `option httpchk HEAD /index.php`; without it a check is a connection and no more. */
const REQUEST = 'HEAD /index.php HTTP/1.0\r\n\r\n';

/** Checks every server of every proxy each `interMs`, spread over that time as HAProxy spreads them. */
export function startChecks(proxies: readonly ProxySection[], check: HealthCheck, dial: Dial): void {
  const targets = proxies.flatMap((proxy) => proxy.servers.map((server) => ({ proxy, server })));
  for (const [index, { proxy, server }] of targets.entries()) {
    const run = async () => {
      const startedMs = performance.now();
      if (server.mode !== 'maint') {
        await checkOnce(proxy, server, check, dial);
      }
      setTimeout(run, Math.max(0, check.interMs - (performance.now() - startedMs)));
    };
    setTimeout(run, (check.interMs * index) / targets.length);
  }
}

async function checkOnce(
  proxy: ProxySection,
  server: BackendServer,
  check: HealthCheck,
  dial: Dial,
): Promise<void> {
  const startedMs = performance.now();
  const dialled = await dial(server.config, check.timeoutMs);
  const sinceMs = () => performance.now() - startedMs;
  let result: CheckResult;
  if (dialled.outcome !== 'connected') {
    const code = dialled.outcome === 'refused' ? 'L4CON' : 'L4TOUT';
    result = { ok: false, code, durationMs: sinceMs() };
  } else if (proxy.config.mode === 'tcp') {
    dialled.socket.destroy();
    result = { ok: true, code: 'L4OK', durationMs: sinceMs() };
  } else {
    const answer = await request(dialled.socket, check.timeoutMs - sinceMs());
    result = { ...answer, durationMs: sinceMs() };
  }
  // Maintenance may have begun meanwhile, and ends checking.
  if (server.mode !== 'maint') {
    server.record(result);
  }
}

function request(socket: Socket, timeoutMs: number): Promise<Omit<CheckResult, 'durationMs'>> {
  return new Promise((resolve) => {
    const settle = (result: Omit<CheckResult, 'durationMs'>) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => settle({ ok: false, code: 'L7TOUT' }), Math.max(0, timeoutMs));
    socket.once('data', (chunk: Buffer) => settle(judge(chunk.toString('latin1'))));
    socket.once('end', () => settle({ ok: false, code: 'L7RSP' }));
    socket.once('close', () => settle({ ok: false, code: 'L7RSP' }));
    socket.write(REQUEST);
    socket.resume();
  });
}

/** Statuses 2xx and 3xx are healthy. */
function judge(answer: string): Omit<CheckResult, 'durationMs'> {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) {
    return { ok: false, code: 'L7RSP' };
  }
  const ok = status >= 200 && status < 400;
  return { ok, code: ok ? 'L7OK' : 'L7STS', httpStatus: status };
}
