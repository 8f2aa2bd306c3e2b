import assert from 'node:assert/strict';
import { summariseCells } from '../../src/measurements/cells.js';
import type { Measurements } from '../../src/measurements/types.js';
import { summarise } from '../../src/report/findings.js';
import { speechFor } from '../../src/report/locales/locale.js';
import type { Language } from '../../src/report/types.js';
import { samples } from './samples.js';

function sentences(measurements: Measurements, topic: string, language: Language = 'en'): readonly string[] {
  return summarise(measurements, speechFor(language))
    .findings.filter((finding) => finding.topic === topic)
    .flatMap((finding) => [finding.text, ...finding.details]);
}

describe('The findings', () => {
  it('say how long the site was away, how sure that is, and what the timers make one expect', () => {
    assert.deepEqual(sentences(samples.failoverRun, 'outage'), [
      "The site was away 3.12 s [3.10, 3.15] (T = 20 ms), from t = 10.34 s on, during unplug-master; VRRP's timers make one expect 2.61 to 3.61 s.",
    ]);
  });

  it('say so where no outage was to be expected', () => {
    const failovers = samples.failoverRun.failovers.map((row) => ({
      ...row,
      expectedMs: { low: 0, high: 0 },
    }));
    const [said] = sentences({ ...samples.failoverRun, failovers }, 'outage');
    assert.match(
      said ?? '',
      /VRRP's timers make one expect no outage; the outage is at least 3\.10 s longer/,
    );
  });

  it('say in how many staggered lanes it was probed', () => {
    const probes = samples.failoverRun.probes.map((row) => ({ ...row, resolutionMs: row.intervalMs / 2 }));
    const [said] = sentences({ ...samples.failoverRun, probes }, 'outage');
    assert.match(said ?? '', /\(T = 20 ms in 2 lanes\)/);
  });

  it('say it in Spanish as well', () => {
    assert.deepEqual(sentences(samples.failoverRun, 'outage', 'es'), [
      'El sitio no respondió durante 3,12 s [3,10; 3,15] (T = 20 ms), desde t = 10,34 s, durante unplug-master; por los temporizadores de VRRP cabe esperar de 2,61 a 3,61 s.',
    ]);
  });

  it('say who took over and when each phase came, once for addresses that moved together', () => {
    const [first, second, ...more] = sentences(samples.failoverRun, 'failover');
    assert.equal(
      first,
      'external and internal: cluster1 → standby1 after unplug-master was injected: lost the address +0.02 s, taken over +3.11 s, first answer +3.12 s, full capacity +3.40 s; 3.09 s without an owner.',
    );
    assert.match(second ?? '', /^external and internal: standby1 → cluster1 after unplug-master was undone/);
    assert.deepEqual(more, []);
  });

  it('say that none of the acknowledged records was lost, and what a shorter outage would be', () => {
    assert.deepEqual(sentences(samples.failoverRun, 'integrity'), [
      'records: none of 200 acknowledged records lost.',
      'No outage of the writes was seen; one shorter than 205 ms may go unseen.',
    ]);
  });

  it('say what was lost with the achieved RPO, and name every other trouble', () => {
    const said = sentences(samples.recordsRun, 'integrity').slice(2);
    assert.equal(
      said[0],
      'array: 4 lost, 2 torn of 185 acknowledged records, acknowledged between t = 10.00 s and t = 10.90 s; achieved RPO 1.10 s [0.90, 1.30].',
    );
    assert.equal(said.at(-1), 'Outages of the writes: 1; achieved RTO ≥ 2.90 s.');
    assert.equal(said.length, 12);
    assert.equal(
      sentences(samples.recordsRun, 'integrity', 'es')[0],
      'records: no se perdió ninguno de 200 registros confirmados.',
    );
  });

  it('count what failed, by kind', () => {
    assert.equal(
      sentences(samples.failoverRun, 'failures')[0],
      '150 of 2,250 probes failed: 148 header-timeout, 2 reset.',
    );
  });

  it('say what the fault did to the rate', () => {
    assert.deepEqual(sentences(samples.failoverRun, 'rate'), [
      'static-native: before 812/s, during 0/s, after 805/s, as before +0.30 s after the end of it.',
    ]);
  });

  it('say when answers were slow', () => {
    const loads = samples.failoverRun.loads.map((row) => ({
      ...row,
      responseMs: { before: 12, during: 80, after: 12 },
    }));
    const [said] = sentences({ ...samples.failoverRun, loads }, 'rate');
    assert.match(said ?? '', /answers took 80 ms instead of 12\.3 ms, as before/);
  });

  it('say when the balancer took servers out, and what its checks make one expect', () => {
    assert.deepEqual(sentences(samples.serverRun, 'detection'), [
      'kill-two: the balancer took servers out 2 times, after 4.87 to 5.37 s; its health checks make one expect 4.00 to 8.00 s; http/cluster21p and http/cluster22p stayed in.',
    ]);
  });

  it('summarise the repeats of a time line, with an interval from six on', () => {
    assert.deepEqual(sentences(samples.repeatedRun, 'repeats'), [
      'outage.max: median 3.05 s, 95% interval [2.70 s, 3.55 s], of 6 repeats.',
      'failover.takeover.max: median 3.25 s, smallest and largest [3.10 s, 3.40 s], of 2 repeats.',
    ]);
  });

  it('explain both kinds of availability once', () => {
    const [shares, words, ...more] = sentences(samples.failoverRun, 'availability');
    assert.equal(shares, '93.0% by time, 93.3% by requests.');
    assert.match(words ?? '', /^By time: .* By requests: /);
    assert.deepEqual(more, []);
  });

  it('say what an absence of outages is worth', () => {
    assert.deepEqual(sentences(samples.probesOnly, 'outage'), [
      'No outage seen; one shorter than 20 ms may go unseen.',
    ]);
  });

  it('do not claim that there was no outage where nothing was probed', () => {
    assert.deepEqual(sentences(samples.unknownRun, 'outage'), [
      'No probe was sent, so nothing is known about outages.',
    ]);
  });

  it('tell several outages apart, what each probe saw of them, and which is still open', () => {
    const [total, first, short, open] = sentences(samples.failedRun, 'outage');
    assert.equal(total, '3 outages; the longest 6.12 s [6.10, 6.14]; together at least 11.10 s.');
    assert.match(first ?? '', /as seen by static-tcp and dynamic-http/);
    assert.match(first ?? '', /the outage is at least 2\.49 s longer\.$/);
    assert.match(short ?? '', /20 ms \[0, 40\].*dynamic-http saw no outage then\.$/);
    assert.match(open ?? '', /for at least 5\.00 s .*still away when the probes stopped/);
  });

  it('name two owners at once', () => {
    assert.match(sentences(samples.failedRun, 'failover')[0] ?? '', /120 ms with two owners at once/);
  });

  it('begin the faults with one that was not seen to recover', () => {
    assert.match(sentences(samples.failedRun, 'fault')[0] ?? '', /kill-second has NOT been seen to recover/);
  });

  it('compute the peak from valid cells alone', () => {
    const rows = samples.smallMatrix.matrix.map((row) => ({ ...row, requestsPerSecond: row.concurrency }));
    const [, dynamic] = sentences({ ...samples.smallMatrix, cells: summariseCells(rows) }, 'peak');
    assert.equal(dynamic, 'dynamic · tcp: 10.00/s at n = 1,000, c = 10.');
  });

  it('say from the data whether more connections were worth it', () => {
    const level = (concurrency: number, perSecond: number, timePerRequestMs: number | null) => ({
      concurrency,
      perSecond,
      timePerRequestMs,
    });
    const row = {
      page: 'static',
      frontend: 'tcp',
      engine: 'ab',
      keepAlive: false,
      requests: 10_000,
      levels: [1, 3, 5, 10, 20],
      knee: level(10, 583.71, 17.13),
      beyond: level(20, 565.92, 35.34),
      fit: null,
    } as const;
    const fit = {
      lambda: 150,
      sigma: 0,
      kappa: 0.006,
      r2: 0.987,
      worstShare: 0.05,
      peakConcurrency: 12.9,
      peakPerSecond: 600,
      extrapolated: false,
      limitPerSecond: null,
    } as const;
    const said = (change: object) =>
      sentences({ ...samples.smallMatrix, scalability: [{ ...row, ...change }] }, 'scaling');
    assert.deepEqual(said({ fit }), [
      'static · tcp, n = 10,000: adding connections beyond 10 gained nothing: 584/s at c = 10, 566/s at c = 20, and the time per request went from 17.1 ms to 35.3 ms; the fitted law peaks at c = 12.9 (R² = 0.987).',
    ]);
    assert.match(
      said({ beyond: level(20, 600, null) })[0] ?? '',
      /gained 2\.8% at most: 584\/s .* at c = 20\.$/,
    );
    assert.match(
      said({ beyond: null })[0] ?? '',
      /the rate still grew at c = 10, the most that was measured\.$/,
    );
    const far = { ...fit, extrapolated: true };
    assert.match(said({ fit: far })[0] ?? '', /peaks at c = 12\.9, beyond what was measured/);
    assert.match(said({ fit: { ...fit, r2: 0.4 } })[0] ?? '', /does not describe it \(R² = 0\.400\)\.$/);
    const small = { ...row, requests: 1000, beyond: null };
    assert.equal(sentences({ ...samples.smallMatrix, scalability: [small, row] }, 'scaling').length, 1);
  });

  it('name the expectations that decided the verdict', () => {
    const of = (measurements: Measurements) => summarise(measurements, speechFor('en')).verdictSentence;
    assert.equal(of(samples.failoverRun), 'All 4 expectations held.');
    assert.equal(
      of(samples.failedRun),
      '2 of 3 expectations failed: outage.max < 3s (was 6.12 s [6.10, 6.14]); throughput.after >= 700/s (was 45.3/s).',
    );
    assert.match(of(samples.unknownRun), /failover\.count >= 1 \(nothing on this cluster tells/);
  });

  it('say of an emulated cluster that it is one, and of a live cluster nothing', () => {
    const notices = (measurements: Measurements) => summarise(measurements, speechFor('en')).notices;
    assert.match(notices(samples.failoverRun)[0] ?? '', /^Emulated cluster: network, balancer and VRRP/);
    assert.deepEqual(notices(samples.unknownRun), []);
  });
});
