import type { Failover, Measurements, StateLane } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, finding, listOf } from './finding.js';

/** Who took over from whom, and when each phase came. */
export function failoverFindings(measurements: Measurements, speech: Speech): readonly Finding[] {
  const moves = movesOf(measurements.failovers);
  if (moves.length > 0) {
    const tone = moves.some((move) => move.gapMs < 0) ? 'bad' : 'plain';
    return finding(
      'failover',
      speech,
      moves.map((move) => moveSentence(move, speech)),
      tone,
    );
  }
  if (measurements.faults.length === 0) {
    return [];
  }
  return finding(
    'failover',
    speech,
    measurements.states.flatMap((lane) => stayedSentence(lane, speech)),
  );
}

/** Addresses that moved together, for the same cause and between the same hosts. */
interface Move extends Failover {
  readonly vips: readonly string[];
}

function movesOf(failovers: readonly Failover[]): readonly Move[] {
  const moves = new Map<string, Move>();
  for (const failover of failovers) {
    const key = JSON.stringify([
      failover.from,
      failover.to,
      failover.fault,
      failover.cause,
      failover.causeMs,
    ]);
    const move = moves.get(key);
    moves.set(key, move === undefined ? { ...failover, vips: [failover.vip] } : joined(move, failover));
  }
  return [...moves.values()].sort((a, b) => a.takeoverMs - b.takeoverMs);
}

/** A phase of several addresses is over when it is over for the last of them. */
function joined(move: Move, failover: Failover): Move {
  return {
    ...move,
    vips: [...move.vips, failover.vip],
    detectedMs: later(move.detectedMs, failover.detectedMs),
    takeoverMs: Math.max(move.takeoverMs, failover.takeoverMs),
    announcedMs: later(move.announcedMs ?? null, failover.announcedMs ?? null),
    firstSuccessMs: later(move.firstSuccessMs, failover.firstSuccessMs),
    fullCapacityMs: later(move.fullCapacityMs, failover.fullCapacityMs),
    gapMs:
      move.gapMs < 0 || failover.gapMs < 0
        ? Math.min(move.gapMs, failover.gapMs)
        : Math.max(move.gapMs, failover.gapMs),
  };
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function moveSentence(move: Move, speech: Speech): string {
  const words = speech.words.findings;
  const phases = [
    ...phase(move.detectedMs, words.lost, move, speech),
    ...phase(move.takeoverMs, words.taken, move, speech),
    ...phase(move.announcedMs ?? null, words.announced, move, speech),
    ...phase(move.firstSuccessMs, words.firstAnswer, move, speech),
    ...phase(move.fullCapacityMs, words.fullCapacity, move, speech),
  ];
  const head = words.moved(listOf(move.vips, speech), hostText(move.from, speech), hostText(move.to, speech));
  return `${head}${causeText(move, speech)}: ${phases.join(', ')}${gapText(move, speech)}.`;
}

function phase(
  ms: number | null,
  phrase: (offset: string) => string,
  { causeMs }: Failover,
  { words, format }: Speech,
): string[] {
  if (ms === null) {
    return [];
  }
  return [
    phrase(causeMs === null ? words.findings.phaseAt(format.seconds(ms)) : format.offset(ms - causeMs)),
  ];
}

function causeText({ fault, cause }: Failover, { words }: Speech): string {
  if (fault === null || cause === 'unknown') {
    return '';
  }
  return ` ${cause === 'injection' ? words.findings.onInjection(fault) : words.findings.onRecovery(fault)}`;
}

function gapText({ gapMs }: Failover, { words, format }: Speech): string {
  if (gapMs === 0) {
    return '';
  }
  return gapMs > 0
    ? `; ${words.findings.withoutOwner(format.duration(gapMs))}`
    : `; ${words.findings.twoOwners(format.duration(-gapMs))}`;
}

function hostText(host: string, { words }: Speech): string {
  return host === 'none' ? words.findings.nobody : host;
}

function stayedSentence(lane: StateLane, { words }: Speech): string[] {
  const states = new Set(lane.segments.map((segment) => segment.state));
  const [owner] = states;
  if (!lane.subject.startsWith('vip:') || states.size !== 1 || owner === undefined || owner === 'unknown') {
    return [];
  }
  return [words.findings.stayed(lane.subject.slice('vip:'.length), owner)];
}
