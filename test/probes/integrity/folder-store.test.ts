import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localHost } from '../../../src/hosts/local.js';
import type { ExecResult, Host } from '../../../src/hosts/types.js';
import { folderStore } from '../../../src/probes/integrity/folder-store.js';
import { recordContent } from '../../../src/probes/integrity/record.js';
import { hasCode } from '../../hosts/contract.js';

const never = () => new AbortController().signal;
const CONTENT = recordContent('chaos-a', 0, 5000);

describe('records in a folder of a host', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chaos records '$(x)' "));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are written whole, read back and removed, and nothing else is', async () => {
    writeFileSync(join(folder, 'of the user'), 'x');
    const store = await folderStore(localHost('local'), folder);
    assert.deepEqual(await store.write('chaos-a', CONTENT, never()), { outcome: 'acknowledged', kind: 'ok' });
    assert.deepEqual(readdirSync(folder).sort(), ['chaos-a', 'of the user']);
    assert.ok(readFileSync(join(folder, 'chaos-a')).equals(CONTENT));
    const read = await store.read('chaos-a', never());
    assert.ok(read.found === 'content' && read.content.equals(CONTENT));
    assert.deepEqual(await store.read('chaos-b', never()), { found: 'missing' });
    assert.equal(await store.remove('chaos-', [], never()), undefined);
    assert.deepEqual(readdirSync(folder), ['of the user']);
  });

  it('are missing where the folder is gone from a file system that is there', async () => {
    const store = await folderStore(localHost('local'), folder);
    rmSync(folder, { recursive: true });
    assert.deepEqual(await store.read('chaos-a', never()), { found: 'missing' });
    assert.equal((await store.write('chaos-a', CONTENT, never())).outcome, 'refused');
  });

  it('are neither written nor missed where another file system is in its place', async () => {
    const host = localHost('local');
    const first = { ...host, exec: async () => result({ stdout: 'Filesystem\n/dev/md9\n' }) };
    const store = await folderStore(swapped(first, host), folder);
    assert.deepEqual(await store.write('chaos-a', CONTENT, never()), { outcome: 'refused', kind: 'write' });
    assert.deepEqual(await store.read('chaos-a', never()), { found: 'unread' });
    assert.deepEqual(readdirSync(folder), []);
  });

  it('refuse a folder that is not there', async () => {
    await assert.rejects(folderStore(localHost('local'), join(folder, 'none')), hasCode('NO_RECORDS_FOLDER'));
  });

  const readings: readonly (readonly [stderr: string, found: string])[] = [
    ["dd: failed to open '/x/a': No such file or directory", 'missing'],
    ["dd: error reading '/x/a': Input/output error", 'error'],
    ["dd: failed to open '/x/a': Structure needs cleaning", 'error'],
    ["dd: failed to open '/x/a': Transport endpoint is not connected", 'unread'],
    ["dd: failed to open '/x/a': Stale file handle", 'unread'],
  ];
  for (const [stderr, found] of readings) {
    it(`are ${found} where the host says: ${stderr}`, async () => {
      const store = await folderStore(saying({ exitCode: 1, stderr }), folder);
      assert.deepEqual(await store.read('a', never()), { found });
    });
  }

  it('may come from a cache where they cannot be read past it, and that is said', async () => {
    const store = await folderStore(saying({ exitCode: 7, stdout: 'x' }), folder);
    assert.deepEqual(await store.read('a', never()), {
      found: 'content',
      content: Buffer.from('x'),
      cached: true,
    });
  });

  it('have an unknown outcome where a command fails after the record was moved into place', async () => {
    const store = await folderStore(saying({ exitCode: 1 }), folder);
    assert.equal((await store.write('a', CONTENT, never())).outcome, 'unknown');
  });

  it('do not wait for a process that hangs, and no more than eight of them are started', async () => {
    const asked = saying({});
    const store = await folderStore(
      swapped(asked, { ...asked, exec: () => new Promise<ExecResult>(() => {}) }),
      folder,
    );
    for (let hanging = 0; hanging < 8; hanging++) {
      assert.equal(store.hasRoom(), true);
      const end = await store.write('a', CONTENT, AbortSignal.abort());
      assert.deepEqual(end, { outcome: 'unknown', kind: 'header-timeout' });
    }
    assert.equal(store.hasRoom(), false);
  });
});

function result(changes: Partial<ExecResult>): ExecResult {
  return { exitCode: 0, stdout: '', stderr: '', durationMs: 0, ...changes };
}

/** Answers the first command, and the second host all that follow. */
function swapped(first: Host, then: Host): Host {
  let isFirst = true;
  return {
    ...then,
    exec: (argv, options) => {
      const host = isFirst ? first : then;
      isFirst = false;
      return host.exec(argv, options);
    },
  };
}

/** A host on which the folder is found, and every other command ends so. */
function saying(changes: Partial<ExecResult>): Host {
  const host = localHost('local');
  return swapped(
    { ...host, exec: async () => result({ stdout: 'Filesystem\n/dev/md9\n' }) },
    { ...host, exec: async () => result(changes) },
  );
}
