import type { Measurements, ScalabilityFit, ScalabilityRow } from '../../measurements/types.js';
import type { Speech } from '../locales/locale.js';
import { type Cell, columnsOf, optional, type ReportTable, tableUnlessEmpty, text } from './table.js';

/** Where more connections stop to gain, and the law that was fitted: a row for each page, frontend and size. */
export function scalabilityTables({ scalability }: Measurements, speech: Speech): readonly ReportTable[] {
  const inConditions = scalability.some(({ condition }) => condition !== undefined);
  const names = [
    ...(inConditions ? (['clusterCondition'] as const) : []),
    'page',
    'frontend',
    scalability.every(({ requests }) => requests === null) ? '-cellTime' : '-requests',
    '-knee',
    '-requestsPerSecond',
    '-peakAt',
    '-peakRate',
    '-lambda?',
    '-sigma',
    '-kappa',
    '-r2',
    '-worstResidual',
  ] as const;
  const { kneeNote, lawNote, noFit, beyondNote } = speech.words.tables.scalability;
  const reasons = new Set(scalability.flatMap(({ noFitBecause }) => noFitBecause ?? []));
  return tableUnlessEmpty({
    id: 'scalability',
    section: 'scalability',
    columns: columnsOf(speech, names),
    rows: scalability.map((row) => ({
      cells: [...(inConditions ? [text(row.condition ?? '')] : []), ...cellsOf(row, speech)],
    })),
    notes: [
      kneeNote,
      lawNote,
      ...(scalability.some(({ fit }) => fit?.extrapolated) ? [`${BEYOND} ${beyondNote}`] : []),
      ...[...reasons].map(noFit),
    ],
  });
}

const BEYOND = '†';

function cellsOf(row: ScalabilityRow, speech: Speech): readonly Cell[] {
  const { format } = speech;
  const { knee, beyond, fit } = row;
  const level = format.integer(knee.concurrency);
  return [
    text(row.page),
    text(row.frontend),
    text(row.requests === null ? format.seconds(row.cellDurationMs ?? 0) : format.integer(row.requests)),
    text(beyond === null ? speech.words.tables.atLeast(level) : level),
    text(format.fixed(knee.perSecond, 2)),
    ...fitCells(fit, speech),
  ];
}

function fitCells(fit: ScalabilityFit | null, { words, format }: Speech): readonly Cell[] {
  const figure = (show: (fit: ScalabilityFit) => string | null) => optional(fit && show(fit), String);
  const mark = fit?.extrapolated ? BEYOND : undefined;
  const peak = fit?.peakConcurrency ?? null;
  const peakText = fit === null ? '' : peak === null ? words.tables.scalability.none : format.fixed(peak, 1);
  const peakRate = fit?.peakPerSecond ?? null;
  return [
    text(peakText, mark && 'doubt', mark),
    text(peakRate === null ? '' : format.fixed(peakRate, 2), mark && 'doubt', mark),
    figure(({ lambda }) => format.fixed(lambda, 2)),
    figure(({ sigma }) => format.fixed(sigma, 4)),
    figure(({ kappa }) => format.fixed(kappa, 5)),
    figure(({ r2 }) => (r2 === null ? null : format.fixed(r2, 3))),
    figure(({ worstShare }) => format.percent(100 * worstShare, 1)),
  ];
}
