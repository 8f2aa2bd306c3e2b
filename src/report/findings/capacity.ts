import type { BalanceRow, Measurements, StickinessRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { groupCells, type MatrixGroup, placeText, sizeText } from '../matrix-summary.js';
import { type Finding, finding } from './finding.js';

/** The most requests per second of each page and frontend, from the valid cells alone. */
export function peakFindings({ matrix, cells }: Measurements, speech: Speech): readonly Finding[] {
  const invalid = matrix.filter((row) => !row.valid).length;
  const peaks = groupCells(cells).map((group) => peakSentence(group, speech));
  const doubt = invalid > 0 ? [speech.words.findings.invalidCells(invalid)] : [];
  return finding('peak', speech, [...peaks, ...doubt], invalid > 0 ? 'doubt' : 'plain');
}

function peakSentence(group: MatrixGroup, speech: Speech): string {
  const { words, format } = speech;
  const { peak } = group;
  const name = placeText(group);
  const rate = peak?.requestsPerSecond;
  if (!peak || !rate) {
    return words.findings.noPeak(name);
  }
  const size = sizeText(peak, speech);
  return words.findings.peak(
    name,
    `${format.fixed(rate.median, 2)}/s`,
    size,
    format.integer(peak.concurrency),
  );
}

export function balanceFindings({ balance }: Measurements, speech: Speech): readonly Finding[] {
  return finding(
    'balance',
    speech,
    balance.map((row) => balanceSentence(row, speech)),
  );
}

function balanceSentence(row: BalanceRow, speech: Speech): string {
  const { words, format } = speech;
  const servers = Object.entries(row.byServer);
  const source = sourceText(row.source, speech);
  const [only] = servers;
  if (servers.length === 1 && only !== undefined) {
    return words.findings.oneServer(row.frontend, source, only[0]);
  }
  const mean = servers.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, servers.length);
  const decimals = Number.isInteger(row.maxDeviationCount) && Number.isInteger(mean) ? 0 : 1;
  return words.findings.balanced(
    row.frontend,
    source,
    servers.length,
    format.percent(row.maxDeviationPercent),
    format.fixed(row.maxDeviationCount, decimals),
    format.fixed(mean, decimals),
  );
}

/** Who counted: the balancer itself, or the names in the answers to a probe. */
export function sourceText(source: string, { words }: Speech): string {
  const { balancer, probe } = words.tables.source;
  if (source === 'balancer') {
    return balancer;
  }
  return source.startsWith('probe:') ? probe(source.slice('probe:'.length)) : source;
}

export function stickinessFindings({ stickiness }: Measurements, speech: Speech): readonly Finding[] {
  return finding(
    'stickiness',
    speech,
    stickiness.map((row) => stickinessSentence(row, speech)),
  );
}

function stickinessSentence({ probe, servers, switches }: StickinessRow, { words, format }: Speech): string {
  const [only] = servers;
  if (only === undefined) {
    return words.findings.stickyNobody(probe);
  }
  return servers.length === 1
    ? words.findings.sticky(probe, only)
    : words.findings.notSticky(probe, servers.length, format.integer(switches));
}
