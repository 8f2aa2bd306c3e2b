import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { countRowsCommand, latencyOfCounts, parseRowCounts } from '../../src/engines/ab-gnuplot.js';
import { parseAbFailure, parseAbOutput } from '../../src/engines/ab-output.js';
import { abResult } from '../../src/engines/ab-result.js';
import { localHost } from '../../src/hosts/local.js';
import { loadSpec } from './support.js';

const FOLDER = 'fixtures/recordings/ab';
const read = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8');

/** What becomes of a recorded run of n requests over c connections. */
function resultOf(name: string, requests: number, connections: number) {
  return abResult(loadSpec('http://127.0.0.1:8080/', { requests, connections }), {
    argv: ['ab'],
    exitCode: Number(read(`${name}.exit`)),
    stdout: read(`${name}.stdout`),
    stderr: read(`${name}.stderr`),
    durationMs: 1234,
    interrupted: name === 'interrupted',
  });
}

const codesOf = (result: ReturnType<typeof abResult>) => result.doubts.map(({ code }) => code);

describe('a recorded run of ab', () => {
  for (const name of ['clean', 'keep-alive']) {
    it(`is read whole: ${name}`, () => {
      const result = resultOf(name, 100, 5);
      assert.deepEqual(result.outcomes, { ok: 100 });
      assert.equal(result.requests, 100);
      assert.equal(result.partial, false);
      assert.deepEqual(result.doubts, []);
      assert.ok(result.bytes > 100 * 60);
      const { latency, durationMs } = result;
      assert.ok(durationMs >= 400 && durationMs < 1000);
      assert.ok(latency !== undefined && latency.minMs >= 20 && latency.maxMs >= latency.minMs);
      assert.equal(latency.meanMs, (5 * durationMs) / 100);
      assert.deepEqual(
        Object.keys(latency.percentilesMs).sort(),
        ['100', '50', '75', '90', '95', '99'].sort(),
      );
    });
  }

  it('says that its answers were not 2xx', () => {
    const result = resultOf('status-503', 50, 5);
    assert.deepEqual(result.outcomes, { 'http-other': 50 });
    assert.equal(result.nonTwoXx, 50);
    assert.equal(result.latency, undefined);
    assert.deepEqual(codesOf(result), ['ERRORS_IN_AB']);
  });

  it('takes varying pages for right with -l, and for wrong without', () => {
    assert.deepEqual(resultOf('varying-with-l', 70, 5).outcomes, { ok: 70 });
    const without = resultOf('varying-without-l', 70, 5);
    assert.ok((without.outcomes['wrong-content'] ?? 0) > 0);
    assert.equal(without.requests, 70);
  });

  it('counts refused requests once, though ab counts them as complete and twice as failed', () => {
    const result = resultOf('refused', 20, 2);
    assert.deepEqual(result.outcomes, { other: 20 });
    assert.equal(result.latency, undefined);
    assert.deepEqual(codesOf(result), ['ERRORS_IN_AB']);
  });

  it('counts what a short outage left', () => {
    const result = resultOf('short-outage', 200, 2);
    assert.deepEqual(result.outcomes, { ok: 56, other: 144 });
    assert.deepEqual(codesOf(result), ['ERRORS_IN_AB']);
  });

  it('counts reset requests', () => {
    assert.deepEqual(resultOf('reset', 20, 2).outcomes, { other: 20 });
  });

  it('sees connections closed without an answer, which ab calls complete', () => {
    const result = resultOf('closed-without-answer', 20, 2);
    assert.deepEqual(result.outcomes, { other: 20 });
    assert.deepEqual(codesOf(result), ['AB_EMPTY_ANSWERS', 'ERRORS_IN_AB']);
  });

  it('is partial after SIGINT', () => {
    const result = resultOf('interrupted', 100_000, 5);
    assert.equal(result.partial, true);
    assert.ok((result.outcomes.ok ?? 0) > 0);
    assert.deepEqual(codesOf(result), ['STOPPED_EARLY']);
  });

  it('is whole after its duration', () => {
    const result = abResult(loadSpec('http://127.0.0.1:8080/', { durationMs: 1000, connections: 5 }), {
      argv: ['ab'],
      exitCode: 0,
      stdout: read('duration.stdout'),
      stderr: '',
      durationMs: 1100,
      interrupted: false,
    });
    assert.equal(result.partial, false);
    assert.deepEqual(result.doubts, []);
    assert.ok(Math.abs(result.durationMs - 1000) < 20);
  });

  const aborted: readonly (readonly [string, string, object])[] = [
    ['timed-out', 'AB_TIMED_OUT', { other: 2 }],
    ['refused-without-r', 'AB_ABORTED', { 'connect-refused': 1 }],
    ['unknown-name', 'AB_ABORTED', { dns: 1 }],
  ];
  for (const [name, code, outcomes] of aborted) {
    it(`gives a reason instead of zeros when there is no report: ${name}`, () => {
      const result = resultOf(name, 20, 2);
      assert.deepEqual(result.outcomes, outcomes);
      assert.deepEqual(codesOf(result), [code]);
      assert.equal(result.latency, undefined);
      assert.equal(result.partial, true);
      assert.equal(result.durationMs, 1234);
    });
  }

  it('speaks TLS', () => {
    assert.deepEqual(resultOf('tls', 50, 5).outcomes, { ok: 50 });
  });
});

describe("ab's output", () => {
  it('is read by label, in any order and with lines between', () => {
    const lines = read('status-503.stdout').split('\n');
    const report = parseAbOutput(read('status-503.stdout'));
    const more = lines.flatMap((line) => [line, 'A label of a later version: 7 [#]']);
    assert.deepEqual(parseAbOutput(more.join('\n')), report);
    assert.equal(report?.nonTwoXx, 50);
  });

  it('has the breakdown of failures', () => {
    const failed = parseAbOutput(read('short-outage.stdout'))?.failed;
    assert.deepEqual(failed, { total: 216, connect: 0, receive: 144, length: 0, exceptions: 72 });
  });

  it('has no report after an error, but says what had been completed', () => {
    assert.equal(parseAbOutput(read('timed-out.stdout')), undefined);
    const failure = parseAbFailure(
      '',
      'apr_socket_recv: Connection reset by peer (104)\nTotal of 37 requests completed\n',
    );
    assert.deepEqual(failure, {
      message: 'apr_socket_recv: Connection reset by peer (104)',
      code: 104,
      completed: 37,
    });
  });
});

describe("ab's file of rows", () => {
  it('is counted where it is, by the name of its column', async () => {
    const counted = await localHost('local').exec(countRowsCommand(`${FOLDER}/clean.rows.tsv`));
    const counts = parseRowCounts(counted.stdout);
    assert.equal(
      counts.reduce((sum, [, count]) => sum + count, 0),
      100,
    );
    const latency = latencyOfCounts(counts);
    assert.ok((latency?.minMs ?? 0) >= 20);
    assert.equal(latency?.resolutionMs, 1);
  });

  it('gives percentiles by nearest rank', () => {
    const latency = latencyOfCounts(parseRowCounts('3 1\n1 90\n2 8\n100 1\n'));
    assert.deepEqual(latency?.percentilesMs, {
      '50': 1,
      '75': 1,
      '90': 1,
      '95': 2,
      '99': 3,
      '99.9': 100,
      '100': 100,
    });
    assert.equal(latency?.meanMs, (90 + 16 + 3 + 100) / 100);
  });

  it('gives nothing without rows', () => {
    assert.equal(latencyOfCounts(parseRowCounts('')), undefined);
  });
});
