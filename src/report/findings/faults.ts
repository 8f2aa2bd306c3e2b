import type { FaultRow, Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Finding, finding, listOf } from './finding.js';

/** What was done to the cluster on the time line and when, and what went wrong in doing it. */
export function faultFindings({ faults }: Measurements, speech: Speech): readonly Finding[] {
  const troubles = faults.flatMap((fault) => troublesOf(fault, speech));
  // Those of conditions are told together.
  const told = faults
    .filter(({ condition }) => condition === undefined)
    .flatMap((fault) => lifeOf(fault, speech));
  return finding('fault', speech, [...troubles, ...told], troubles.length > 0 ? 'bad' : 'plain');
}

function troublesOf(fault: FaultRow, { words }: Speech): readonly string[] {
  const { notRecovered, faultFailed, neverInjected } = words.findings;
  return [
    ...(fault.injectedMs !== null && !fault.recovered ? [notRecovered(fault.id)] : []),
    ...(fault.injectedMs === null ? [neverInjected(fault.id)] : []),
    ...(fault.failure === undefined ? [] : [faultFailed(fault.id, fault.failure)]),
  ];
}

function lifeOf(fault: FaultRow, speech: Speech): readonly string[] {
  const { injectedMs, targets, target } = fault;
  if (injectedMs === null) {
    return [];
  }
  const { words, format } = speech;
  const said = (ms: number | null, phrase: (offset: string) => string) =>
    ms === null ? [] : [phrase(format.offset(ms - injectedMs))];
  const stages = [
    words.findings.injected(words.findings.phaseAt(format.seconds(injectedMs))),
    ...said(fault.effectiveMs, words.findings.effective),
    ...said(fault.recoveredMs, words.findings.undone),
    ...said(fault.healedMs, words.findings.healed),
  ];
  const hit = targets.length === 0 ? target : listOf(targets, speech);
  return [`${words.findings.faultOn(fault.id, fault.fault, hit)}: ${stages.join(', ')}.`];
}
