import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellQemu } from '../../../src/labs/vm/qmp.js';

interface Command {
  readonly execute: string;
}

describe("QEMU's monitor", () => {
  let folder: string;
  let server: Server;
  let heard: string[];

  /** Answers each command with what `answer` says, after an event that nobody asked for. */
  const listen = (answer: (command: Command) => object) => {
    server = createServer((socket) => {
      socket.write('{"QMP": {"version": {}, "capabilities": []}}\r\n');
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().trim().split('\n')) {
          const command = JSON.parse(line) as Command;
          heard.push(command.execute);
          socket.write('{"event": "STOP", "timestamp": {}}\r\n');
          socket.write(`${JSON.stringify(answer(command))}\r\n`);
        }
      });
    });
    return new Promise<void>((resolve) => server.listen(join(folder, 'qmp'), () => resolve()));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chaos-qmp-'));
    heard = [];
  });

  afterEach(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is told commands in order, after the greeting, and its events are passed over', async () => {
    await listen(({ execute }) => ({ return: { said: execute } }));
    const answers = await tellQemu(join(folder, 'qmp'), [{ execute: 'system_reset' }, { execute: 'cont' }]);
    assert.deepEqual(heard, ['qmp_capabilities', 'system_reset', 'cont']);
    assert.deepEqual(answers, [{ said: 'system_reset' }, { said: 'cont' }]);
  });

  it('is believed when it refuses', async () => {
    await listen(({ execute }) =>
      execute === 'cont' ? { error: { class: 'GenericError', desc: 'not now' } } : { return: {} },
    );
    await assert.rejects(tellQemu(join(folder, 'qmp'), [{ execute: 'cont' }]), /refused cont: not now/);
  });

  it('is not there when QEMU is gone', async () => {
    await assert.rejects(tellQemu(join(folder, 'nobody'), []), /ENOENT/);
  });
});
