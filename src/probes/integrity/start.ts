import { readFile } from 'node:fs/promises';
import { ChaosError, messageOf } from '../../core/errors.js';
import { ExitCode } from '../../core/exit-codes.js';
import { folderStore } from './folder-store.js';
import { listedItems, readBack } from './read-back.js';
import { namePrefix } from './record.js';
import { Series } from './series.js';
import type { IntegrityContext, IntegritySpec, RecordStore, RunningIntegrity } from './types.js';
import { webStore } from './web-store.js';

/** What a removal may take, at most. */
const REMOVAL_MS = 15_000;

/**
 * Starts to write records, each at its time on an absolute schedule, and to read them back meanwhile.
 * @throws ChaosError CA_FILE_UNREADABLE, NO_RECORDS_FOLDER, and what a host throws
 */
export async function startIntegrity(
  specs: readonly IntegritySpec[],
  context: IntegrityContext,
): Promise<RunningIntegrity> {
  const stores = await Promise.all(specs.map((spec) => storeOf(spec, context)));
  const all = specs.map((spec, index) => {
    const { clock, record } = context;
    const prefix = namePrefix(context.runId, index + 1);
    return new Series(spec, { clock, record, prefix, store: stores[index] as RecordStore });
  });
  for (const series of all) series.start();
  let finishing: Promise<unknown> | undefined;
  return {
    finish: async (signal) => {
      finishing ??= Promise.all(all.map((series) => finishSeries(series, signal)));
      await finishing;
    },
  };
}

async function finishSeries(series: Series, signal: AbortSignal): Promise<void> {
  await series.stop();
  if (!signal.aborted) await readBack(series, signal);
  await remove(series);
}

/** Also after an interruption, when nobody waits for the records any more. */
async function remove(series: Series): Promise<void> {
  const { spec, ledger, surroundings } = series;
  const { store, clock, record } = surroundings;
  if (ledger.tried().size === 0) return;
  const known = [...ledger.tried().keys()].map((key) => ledger.itemOf(key));
  const listed = [...((await listedItems(series)) ?? new Map<string, readonly string[]>()).values()].flat();
  const items = [...new Set([...known, ...listed])];
  const patience = AbortSignal.timeout(REMOVAL_MS);
  const why = await store.remove(ledger.prefix, items, patience);
  if (why !== undefined) {
    record({
      type: 'warning',
      t: clock.nowMs(),
      code: 'RECORDS_STAY',
      message: `${spec.id}: the records stay, with names that begin with ${ledger.prefix}: ${why}`,
    });
  }
}

async function storeOf(spec: IntegritySpec, context: IntegrityContext): Promise<RecordStore> {
  const { place } = spec;
  if (place.kind === 'web') return webStore(place, await certificatesFor(spec.id, place.caFile));
  const host = await context.host(place.host);
  // Records need no rights but those of their folder.
  return folderStore(host.asLoginUser ?? host, place.folder);
}

async function certificatesFor(id: string, caFile: string | undefined): Promise<string | undefined> {
  if (caFile === undefined) return undefined;
  return readFile(caFile, 'utf8').catch((error: unknown) => {
    throw new ChaosError('CA_FILE_UNREADABLE', messageOf(error), {
      where: `integrity ${id}`,
      hint: 'caFile names a PEM file with the certificate authority that signs the frontend',
      exitCode: ExitCode.refused,
      cause: error,
    });
  });
}
