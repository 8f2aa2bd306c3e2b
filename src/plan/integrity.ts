import { ChaosError } from '../core/errors.js';
import { ExitCode } from '../core/exit-codes.js';
import type { IntegritySpec } from '../probes/integrity/types.js';
import type { IntegrityFolder, IntegrityPages, IntegrityStep } from '../scenario/types.js';
import { frontendOf, knownHost } from './addressing.js';
import type { Planning } from './planning.js';

/** The series of records, each with the place that it is written to. */
export function planIntegrity(planning: Planning): IntegritySpec[] {
  return planning.scenario.integrity.flatMap(({ to, ...step }, index) => {
    const place = 'on' in to ? folderOf(planning, step, to, index) : pagesOf(planning, to, index);
    return place === undefined ? [] : [{ ...step, place }];
  });
}

function pagesOf(
  planning: Planning,
  { frontend: name, ...pages }: IntegrityPages,
  index: number,
): IntegritySpec['place'] | undefined {
  const frontend = frontendOf(planning, name, ['integrity', index, 'frontend']);
  if (frontend?.url === undefined) {
    return undefined;
  }
  const { url, caFile } = frontend;
  return { kind: 'web', frontend: name, url, ...pages, ...(caFile === undefined ? {} : { caFile }) };
}

function folderOf(
  planning: Planning,
  { id }: Pick<IntegrityStep, 'id'>,
  { on, folder }: IntegrityFolder,
  index: number,
): IntegritySpec['place'] | undefined {
  const host = knownHost(planning, on, ['integrity', index, 'on'], 'to write records on');
  if (host === undefined) {
    return undefined;
  }
  if (planning.surroundings.fidelity === 'embedded' && host !== 'local') {
    planning.refuse(
      new ChaosError('NO_FOLDERS', `${id}: nodes of the embedded lab have no folders to write records to`, {
        where: host,
        hint: 'write through a frontend of it, or take a cluster whose hosts run the commands of a system',
        exitCode: ExitCode.refused,
      }),
    );
  }
  return { kind: 'folder', host, folder };
}
