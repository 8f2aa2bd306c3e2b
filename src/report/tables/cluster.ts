import type { BalanceRow, Measurements } from '../../measurements/types.js';
import { sourceText } from '../findings/capacity.js';
import type { Speech } from '../locales/locale.js';
import { changedLanes } from '../state-lanes.js';
import { uniqueSlugs } from '../text.js';
import { columnsOf, type ReportTable, tableUnlessEmpty, text } from './table.js';

/** A table for each frontend and way of counting, a row for each server. */
export function balanceTables({ balance }: Measurements, speech: Speech): readonly ReportTable[] {
  const idOf = uniqueSlugs();
  return balance.map((row) => balanceTable(row, `balance-${idOf(`${row.frontend}-${row.source}`)}`, speech));
}

function balanceTable(row: BalanceRow, id: string, speech: Speech): ReportTable {
  const { format } = speech;
  const servers = Object.entries(row.byServer);
  const total = servers.reduce((sum, [, count]) => sum + count, 0);
  const mean = total / servers.length;
  return {
    id,
    section: 'balance',
    title: `${row.frontend} (${row.mode}), ${sourceText(row.source, speech)}`,
    columns: columnsOf(speech, ['server', '-count', '-share', '-deviation']),
    rows: servers.map(([server, count]) => ({
      cells: [
        text(server),
        text(format.integer(count)),
        text(total === 0 ? '' : format.percent((100 * count) / total, 1)),
        text(mean === 0 ? '' : format.percent((100 * (count - mean)) / mean, 1)),
      ],
    })),
    notes: [speech.words.tables.notes.balance],
  };
}

export function stickinessTables({ stickiness }: Measurements, speech: Speech): readonly ReportTable[] {
  return tableUnlessEmpty({
    id: 'stickiness',
    section: 'stickiness',
    columns: columnsOf(speech, ['probe', 'frontend', 'servers…', '-switches']),
    rows: stickiness.map((row) => ({
      cells: [
        text(row.probe),
        text(row.frontend),
        text(row.servers.join(', ')),
        text(speech.format.integer(row.switches)),
      ],
    })),
    notes: [],
  });
}

/** Only virtual IPs and subjects that changed: the others would be a wall of `up`. */
export function stateTables({ states }: Measurements, speech: Speech): readonly ReportTable[] {
  const { format, words } = speech;
  const changed = changedLanes(states);
  return tableUnlessEmpty({
    id: 'states',
    section: 'states',
    columns: columnsOf(speech, ['subject', 'state', '-start', '-end']),
    rows: changed.flatMap((lane, laneIndex) =>
      lane.segments.map((segment, index) => ({
        cells: [
          text(index === 0 ? words.tables.subjects(lane.subject, lane.alike) : ''),
          text(segment.state),
          text(format.seconds(segment.fromMs)),
          text(format.seconds(segment.toMs)),
        ],
        opensGroup: index === 0 && laneIndex > 0,
      })),
    ),
    notes: [],
  });
}

export function warningTables({ warnings }: Measurements, speech: Speech): readonly ReportTable[] {
  return tableUnlessEmpty({
    id: 'warnings',
    section: 'warnings',
    columns: columnsOf(speech, ['code', 'message…']),
    rows: warnings.map((warning) => ({ cells: [text(warning.code, 'doubt'), text(warning.message)] })),
    notes: [],
  });
}
