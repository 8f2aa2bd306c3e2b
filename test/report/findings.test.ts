import assert from 'node:assert/strict';
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

  it('count what failed, by kind', () => {
    assert.equal(
      sentences(samples.failoverRun, 'failures')[0],
      '150 of 2,250 probes failed: 148 header-timeout, 2 reset.',
    );
  });

  it('say what the fault did to the rate', () => {
    assert.deepEqual(sentences(samples.failoverRun, 'rate'), [
      'static-native: before 812/s, during 0/s, after 805/s.',
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
    const [, dynamic] = sentences({ ...samples.smallMatrix, matrix: rows }, 'peak');
    assert.equal(dynamic, 'dynamic · tcp: 10.00/s at n = 1,000, c = 10.');
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
