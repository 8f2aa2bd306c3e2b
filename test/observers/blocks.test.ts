import assert from 'node:assert/strict';
import type { Cluster } from '../../src/cluster/types.js';
import type { Clock } from '../../src/core/clock.js';
import { BLOCK_END, type Controls } from '../../src/hosts/controls/types.js';
import type { CommandStream, Host } from '../../src/hosts/types.js';
import { bondsObserver } from '../../src/observers/bonds.js';
import { nfsMountsObserver } from '../../src/observers/nfs-mounts.js';
import type { ObserverContext } from '../../src/observers/types.js';

/** Time passes only where somebody sleeps. */
function sleepyClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    sleep: async (durationMs, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += signal?.aborted ? 0 : durationMs;
    },
  };
}

/** A host whose loops print these texts, one loop after another, each ending with its last; then it prints no more. */
function printing(...loops: readonly (readonly string[])[]): Host {
  const left = [...loops];
  return {
    name: 'nas',
    description: { kind: 'toy', name: 'nas' },
    exec: () => Promise.reject(new Error('nothing is executed')),
    upload: async () => {},
    close: async () => {},
    stream: (_argv, options): CommandStream => {
      const lines = left.shift();
      return { lines: linesOf(lines, options?.signal), ended: new Promise(() => {}), stop: async () => {} };
    },
  };
}

async function* linesOf(texts: readonly string[] | undefined, signal?: AbortSignal): AsyncIterable<string> {
  if (texts === undefined) {
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    return;
  }
  for (const text of texts) {
    yield* [...text.split('\n'), BLOCK_END];
  }
}

const watch = {
  host: 'nas',
  argv: ['sh'],
  description: 'print',
  format: 'blocks',
  how: 'every 1 ms',
} as const;

async function observed(
  observer: typeof bondsObserver,
  controls: Controls,
  hostOf: (name: string) => Host,
  until: number,
): Promise<string[]> {
  const seen: string[] = [];
  let enough = () => {};
  const done = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const running = await observer.start({
    cluster: { storage: {} } as unknown as Cluster,
    controls,
    clock: sleepyClock(),
    host: async (name) => hostOf(name),
    emit: (event) => {
      seen.push(event.type === 'state' ? `${event.subject} ${event.state}` : event.type);
      if (seen.length >= until) {
        enough();
      }
    },
  } satisfies ObserverContext);
  await done;
  await running.stop();
  return seen.slice(0, until);
}

const bond = (active: string) =>
  `Currently Active Slave: ${active}\n\nSlave Interface: eth0\nMII Status: up\nLink Failure Count: 0`;

describe('an observer of texts', () => {
  it('tells of changes alone, loses sight when the watch ends, and watches again', async () => {
    const host = printing([bond('eth0'), bond('eth0'), bond('eth1')], [bond('eth1')]);
    assert.deepEqual(await observed(bondsObserver, { watch: { bonds: watch } }, () => host, 7), [
      'bond:nas 1 of 1, eth0',
      'link-failures:nas eth0 0',
      'bond:nas 1 of 1, eth1',
      'bond:nas unknown',
      'link-failures:nas unknown',
      'bond:nas 1 of 1, eth1',
      'link-failures:nas eth0 0',
    ]);
  });

  it('watches every host that a control names', async () => {
    const hosts = new Map([
      ['nas', printing(['answers', 'hangs'])],
      ['nas2', printing(['answers'])],
    ]);
    const seen = await observed(
      nfsMountsObserver,
      { watch: { mounts: [watch, { ...watch, host: 'nas2' }] } },
      (name) => hosts.get(name) ?? assert.fail(name),
      5,
    );
    const of = (subject: string) => seen.filter((event) => event.startsWith(`${subject} `));
    assert.deepEqual(of('nfs:nas'), ['nfs:nas answers', 'nfs:nas hangs', 'nfs:nas unknown']);
    assert.deepEqual(of('nfs:nas2'), ['nfs:nas2 answers', 'nfs:nas2 unknown']);
  });

  it('does not apply where nothing can be watched', () => {
    assert.equal(bondsObserver.applies({ cluster: {} as Cluster, controls: {} }), false);
  });
});
