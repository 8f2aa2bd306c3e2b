import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { ChaosError } from '../../src/core/errors.js';
import type { Host } from '../../src/hosts/types.js';

/** What every kind of host must do; `open` gives one whose file system is this machine's. */
export function hostContract(kind: string, open: () => Promise<Host>): void {
  describe(`a ${kind} host`, () => {
    let host: Host;
    let folder: string;

    before(async () => {
      host = await open();
      folder = await mkdtemp(join(tmpdir(), 'chaos-host-'));
    });

    after(async () => {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('returns what a command printed and how it ended', async () => {
      const result = await host.exec(['sh', '-c', 'echo out; echo err >&2; exit 3']);
      assert.equal(result.exitCode, 3);
      assert.equal(result.stdout, 'out\n');
      assert.equal(result.stderr, 'err\n');
      assert.ok(result.durationMs > 0);
    });

    it('hands over any argument as it is', async () => {
      const argument = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
      await fc.assert(
        fc.asyncProperty(fc.array(argument, { maxLength: 4 }), async (words) => {
          const { stdout } = await host.exec(['printf', '%s|', ...words]);
          assert.equal(stdout, words.length === 0 ? '|' : words.map((word) => `${word}|`).join(''));
        }),
        { numRuns: 20, seed: 1 },
      );
    });

    it('gives a command its input', async () => {
      const { stdout } = await host.exec(['cat'], { input: 'línea\n' });
      assert.equal(stdout, 'línea\n');
    });

    it('gives a command no input unless told', async () => {
      const { stdout, exitCode } = await host.exec(['cat']);
      assert.deepEqual([stdout, exitCode], ['', 0]);
    });

    it('ends a command that takes too long', async () => {
      await assert.rejects(host.exec(['sleep', '30'], { timeoutMs: 50 }), hasCode('COMMAND_TIMED_OUT'));
    });

    it('ends what such a command has started as well', async () => {
      const mark = `300.${process.pid}`;
      const script = 'sleep "$1" & sleep "$1"; :';
      const running = host.exec(['sh', '-c', script, 'sh', mark], { timeoutMs: 300 });
      await assert.rejects(running, hasCode('COMMAND_TIMED_OUT'));
      await until(async () => (await host.exec(['pgrep', '-f', `^sleep ${mark}$`])).exitCode === 1);
    });

    it('ends a command when it is told to', async () => {
      const stopping = new AbortController();
      const running = host.exec(['sleep', '30'], { signal: stopping.signal });
      stopping.abort();
      assert.notEqual((await running).exitCode, 0);
    });

    it('streams lines as they come and tells how the command ended', async () => {
      const stream = host.stream(['sh', '-c', 'echo one; echo two; echo why >&2; exit 4']);
      const lines: string[] = [];
      for await (const line of stream.lines) {
        lines.push(line);
      }
      const { exitCode, stderr } = await stream.ended;
      assert.deepEqual(lines, ['one', 'two']);
      assert.deepEqual([exitCode, stderr], [4, 'why\n']);
    });

    it('stops a stream that would go on for ever', async () => {
      const stream = host.stream(['sh', '-c', 'echo ready; exec sleep 30']);
      for await (const line of stream.lines) {
        assert.equal(line, 'ready');
        break;
      }
      await stream.stop();
      assert.notEqual((await stream.ended).exitCode, 0);
    });

    it('uploads any bytes under any name, with their mode', async () => {
      const path = join(folder, 'it\'s a $(name) "here"');
      const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
      await host.upload(bytes, path, 0o640);
      assert.deepEqual(new Uint8Array(await readFile(path)), bytes);
      assert.equal((await stat(path)).mode & 0o777, 0o640);
    });

    it('can be opened again from its description', () => {
      const description: unknown = JSON.parse(JSON.stringify(host.description));
      assert.deepEqual(description, host.description);
      assert.equal(host.description.name, host.name);
    });
  });
}

/** For assert.rejects and assert.throws: a ChaosError of this code. */
export function hasCode(code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ChaosError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}

/** Waits for what comes about on a host: ten seconds at most. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await holds()) return;
    await sleep(50);
  }
  assert.fail('it never came to hold');
}
