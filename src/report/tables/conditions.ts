import type { Measurements } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { columnsOf, optional, type ReportTable, tableUnlessEmpty, text } from './table.js';

/** What it took to bring conditions about and to recover from them: rebuild and heal times. */
export function conditionTables({ conditions }: Measurements, speech: Speech): readonly ReportTable[] {
  const { words, format } = speech;
  const names = [
    'clusterCondition',
    '-occurrence',
    'injects',
    'target',
    'measuredDuring',
    '-broughtAbout',
    '-held',
    '-recoveryTook',
    '-cells',
    '-lostCells',
  ] as const;
  const seconds = (ms: number | null) => optional(ms, (value) => format.seconds(value));
  return tableUnlessEmpty({
    id: 'conditions',
    section: 'conditions',
    columns: columnsOf(speech, names),
    rows: conditions.map((row) => ({
      cells: [
        text(row.condition),
        text(format.integer(row.occurrence)),
        text(row.fault),
        text(row.targets.join(', ')),
        text(words.tables.during[row.during]),
        seconds(row.broughtAboutMs),
        seconds(row.heldMs),
        seconds(row.recoveryMs),
        text(format.integer(row.cells)),
        text(format.integer(row.lost), row.lost > 0 ? 'doubt' : undefined),
      ],
    })),
    notes: [words.tables.notes.conditions],
  });
}

/** How each frontend did in each condition. */
export function behaviourTables({ behaviour }: Measurements, speech: Speech): readonly ReportTable[] {
  const { words, format } = speech;
  const names = [
    'clusterCondition',
    'frontend',
    '-amount',
    '-failed',
    '-probesSent',
    '-probesFailed',
    '-outages',
    '-longestOutage',
  ] as const;
  const count = (value: number | undefined) => optional(value, format.integer);
  return tableUnlessEmpty({
    id: 'behaviour',
    section: 'behaviour',
    columns: columnsOf(speech, names),
    rows: behaviour.map(({ condition, frontend, requests, failed, probes }) => ({
      cells: [
        text(condition),
        text(frontend),
        text(format.integer(requests)),
        text(format.integer(failed), failed > 0 ? 'bad' : undefined),
        count(probes?.sent),
        count(probes?.failed),
        count(probes?.outages),
        optional(probes?.longest, ({ lowMs, highMs, open }) =>
          open
            ? words.tables.atLeast(format.seconds(lowMs))
            : format.brackets(lowMs / 1000, highMs / 1000, 2),
        ),
      ],
    })),
    notes: [words.tables.notes.behaviour],
  });
}
