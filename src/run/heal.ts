import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { messageOf } from '../core/errors.js';
import type { Host, HostDescription } from '../hosts/types.js';
import type { LabRemains } from '../labs/types.js';
import { type LeftJournal, leftJournals, noteUndone, removeJournal } from './journal.js';
import { pollUntil } from './poll.js';
import { isAlive } from './processes.js';
import { awaitRecovery, performAfterwards, performUndo, type Unhealed } from './undo.js';

export interface HealOutcome {
  readonly healed: readonly { readonly journal: LeftJournal; readonly faults: readonly string[] }[];
  readonly inUse: readonly LeftJournal[];
  readonly unhealed: readonly Unhealed[];
}

const GONE_TIMEOUT_MS = 5_000;
const CLEAN_UP_TIMEOUT_MS = 120_000;

/**
 * Undoes whatever interrupted runs left behind, the latest fault first. Needs nothing but the journals:
 * neither the scenario nor the code of the faults.
 * @param runDir only the journal of that run; every journal without it
 */
export async function heal(
  stateDir: string,
  open: (description: HostDescription) => Promise<Host>,
  runDir?: string,
): Promise<HealOutcome> {
  const journals = leftJournals(stateDir).filter(
    (journal) => runDir === undefined || journal.owner.runDir === runDir,
  );
  const healed: { journal: LeftJournal; faults: readonly string[] }[] = [];
  const unhealed: Unhealed[] = [];
  for (const journal of journals.filter((candidate) => !candidate.inUse)) {
    const left = await healJournal(journal, open);
    unhealed.push(...left);
    if (left.length === 0) {
      removeJournal(journal);
      healed.push({ journal, faults: journal.intents.map((intent) => intent.fault) });
    }
  }
  return { healed, inUse: journals.filter((journal) => journal.inUse), unhealed };
}

async function healJournal(
  journal: LeftJournal,
  open: (description: HostDescription) => Promise<Host>,
): Promise<readonly Unhealed[]> {
  const unhealed: Unhealed[] = [];
  for (const intent of journal.intents) {
    const host = (name: string) => open(intent.hosts[name] ?? { kind: 'local', name });
    const failed = await performUndo(intent, host);
    const unseen = failed.length > 0 ? failed : await awaitRecovery(intent, host);
    const left = [...unseen, ...(await performAfterwards(intent, host))];
    unhealed.push(...left);
    if (left.length === 0) {
      noteUndone(journal, intent.fault);
    }
  }
  for (const remains of journal.remains) {
    unhealed.push(...(await clearRemains(remains)));
  }
  return unhealed;
}

/** Ends what is left of a lab whose harness is dead: the very processes it noted, and its own folders. */
export async function clearRemains(remains: LabRemains): Promise<readonly Unhealed[]> {
  const living = remains.processes.filter(isAlive);
  for (const { pid } of living) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  }
  await pollUntil(GONE_TIMEOUT_MS, async () => !living.some(isAlive));
  for (const directory of remains.directories) {
    rmSync(directory, { recursive: true, force: true });
  }
  const undead = living.filter(isAlive).map(({ pid }) => ({
    fault: `lab ${remains.lab}`,
    host: 'local',
    argv: ['kill', '-9', String(pid)],
    reason: 'a process of the lab does not end',
  }));
  return [...undead, ...(await cleanUp(remains))];
}

async function cleanUp(remains: LabRemains): Promise<readonly Unhealed[]> {
  const unhealed: Unhealed[] = [];
  for (const { argv, description } of remains.cleanUp ?? []) {
    const [program = '', ...args] = argv;
    try {
      await promisify(execFile)(program, args, { timeout: CLEAN_UP_TIMEOUT_MS });
    } catch (error) {
      const reason = `could not ${description}: ${messageOf(error)}`;
      unhealed.push({ fault: `lab ${remains.lab}`, host: 'local', argv, reason });
    }
  }
  return unhealed;
}
