import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { requireOrSkip } from './requirements.js';

/**
 * A machine of its own as far as the network goes: a namespace, and one cable to it in the range that is reserved for
 * benchmarks. Its end of the cable has a name that exists nowhere else, so that nothing else can be switched off.
 */
export interface NetworkNamespace {
  readonly name: string;
  /** Its NIC, and the address that it is reached by. */
  readonly nic: string;
  readonly address: string;
  /** Words in front of a command that is to run inside. */
  readonly wrap: readonly string[];
  isNicUp(): boolean;
  remove(): void;
}

export function requireNamespaces(context: Mocha.Context): void {
  let isPossible = userInfo().uid === 0;
  try {
    execFileSync('ip', ['netns', 'list'], { stdio: 'ignore' });
  } catch {
    isPossible = false;
  }
  requireOrSkip(context, 'root', isPossible, 'needs root, and ip from iproute2');
}

export function makeNetworkNamespace(): NetworkNamespace {
  const name = 'chaos-ssh-test';
  const [outer, nic] = ['chaos-ssh0', 'chaos-ssh1'];
  const wrap = ['ip', 'netns', 'exec', name];
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const inside = (...args: string[]) => ip('-n', name, ...args);
  const remove = () => {
    for (const args of [
      ['link', 'delete', outer],
      ['netns', 'delete', name],
    ]) {
      try {
        ip(...args);
      } catch {
        // It was not there.
      }
    }
  };
  remove();
  ip('netns', 'add', name);
  ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', nic, 'netns', name);
  ip('address', 'add', '198.18.60.1/30', 'dev', outer);
  ip('link', 'set', 'dev', outer, 'up');
  inside('address', 'add', '198.18.60.2/30', 'dev', nic);
  inside('link', 'set', 'dev', nic, 'up');
  inside('link', 'set', 'dev', 'lo', 'up');
  return {
    name,
    nic,
    address: '198.18.60.2',
    wrap,
    isNicUp: () => {
      const [link] = JSON.parse(inside('-j', 'link', 'show', 'dev', nic).toString()) as { flags: string[] }[];
      return link?.flags.includes('UP') ?? false;
    },
    remove,
  };
}
