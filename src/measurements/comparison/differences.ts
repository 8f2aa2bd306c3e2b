import type { Caution, Change, RunResult } from './types.js';

/** What else differs between two runs, and so may be the cause: versions, machine, cluster file, commit. */
export function changesBetween(before: RunResult, after: RunResult): readonly Change[] {
  const facts = (run: RunResult): Readonly<Record<string, string>> => ({
    commit: run.commit ?? '',
    cluster: run.cluster,
    'cluster file': run.site,
    'what is measured': run.work,
    fidelity: run.fidelity,
    ...prefixed('version of ', run.versions),
    ...prefixed('machine: ', run.environment),
  });
  const [one, other] = [facts(before), facts(after)];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((what) => {
    const change = { what, before: one[what] ?? '', after: other[what] ?? '' };
    return change.before === change.after ? [] : [change];
  });
}

function prefixed(
  prefix: string,
  facts: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [prefix + name, String(value)]));
}

/** Why two runs should not be compared; nothing where they may be. */
export function cautionsBetween(before: RunResult, after: RunResult): readonly Caution[] {
  return [
    ...(before.work === after.work ? [] : [{ code: 'OTHER_WORK' } as const]),
    ...(before.fidelity === after.fidelity ? [] : [{ code: 'OTHER_FIDELITY' } as const]),
    ...(before.fingerprint === after.fingerprint ? [] : [{ code: 'OTHER_MACHINE' } as const]),
  ];
}
