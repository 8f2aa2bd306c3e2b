import { blockObserver } from './blocks.js';

export const bondsObserver = blockObserver({
  name: 'bonds',
  summary: 'how many links of each bond are up, which one is active, and how often links have failed',
  needs: 'storage.nfs with `bond` in the cluster file, on hosts that run Linux',
  watch: 'bonds',
  states: (lines, host) => bondStates(lines.join('\n'), host),
});

/**
 * States by subject: `bond:<host>`, for example `2 of 2, eth0`, and `link-failures:<host>`, for example `eth0 1, eth1 0`.
 * @param text /proc/net/bonding/NAME
 */
export function bondStates(text: string, host: string): ReadonlyMap<string, string> {
  const links = text.split(/^Slave Interface: /m).slice(1);
  if (links.length === 0) {
    return new Map([[`bond:${host}`, 'absent']]);
  }
  const active = /^Currently Active Slave: (\S+)/m.exec(text)?.[1] ?? 'none';
  const up = links.filter((link) => /^MII Status: up/m.test(link));
  const failures = links.map((link) => {
    const count = /^Link Failure Count: (\d+)/m.exec(link)?.[1] ?? '?';
    return `${link.split('\n')[0]} ${count}`;
  });
  return new Map([
    [`bond:${host}`, `${up.length} of ${links.length}, ${active}`],
    [`link-failures:${host}`, failures.join(', ')],
  ]);
}
